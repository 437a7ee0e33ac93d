using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Security;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using IOPath = System.IO.Path;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">De-identifies DICOM files: applies policies in order and writes copies.</para>
/// <para type="description">
/// Reads each file's header, applies the policies one after the other (site-wide first, project second) and writes a copy whose
/// name is the new SOP Instance UID. Originals are opened read-only and never changed. Every input gives one result with Source,
/// Destination, Status (Written, Skipped, Quarantined, Failed) and Reason.
/// </para>
/// </summary>
/// <remarks>
/// What cannot be read to its end, understood or cleared is held back: it goes to the quarantine folder with a file that tells why, never
/// to the output. Copies appear under their final name whole or not at all, so a stopped or killed run is completed by running it again.
/// Folders below the input keep their names unless a name holds an identifier of the object; such a folder gets a new UID for a name.
/// An object to which all policies were applied before, proved by a seal, is copied unchanged, and the result says so.
/// What was received from the network never lies on a disk as it is: it is held back encrypted, in files that end in .held. Such files are
/// input like others when the key is given; they are decrypted in memory, stay where they are, and are yours to remove.
/// </remarks>
/// <example>
/// <summary>De-identify a folder with the two shipped policies</summary>
/// <code>Invoke-Anonymise ./in -Destination ./out -Recurse -Policy site-wide, project-level -Variable @{ subject = 'S1'; session = 'S1_1'; project = 'LUNG' } -KeyPath ./site.key</code>
/// <para>Writes one copy for each image and puts out one result for each file.</para>
/// </example>
/// <example>
/// <summary>The standard's profile with two options</summary>
/// <code>Invoke-Anonymise ./in -Recurse -Destination ./out -Profile Basic -Option RetainPatientCharacteristics, RetainModifiedDates -KeyPath ./site.key</code>
/// <para>Patients get pseudonyms, their dates move by a secret number of days, age, sex, size and weight stay.</para>
/// </example>
/// <example>
/// <summary>Try a policy of your own without writing, and see what would be held back</summary>
/// <code>Get-ChildItem ./in -Recurse -File | Invoke-Anonymise -Destination ./out -Policy ./my-project.das -Variable @{ subject = 'S1'; session = 'S1_1' } -WhatIf | Where-Object Status -eq Quarantined</code>
/// <para>Results are complete, nothing is written.</para>
/// </example>
/// <example>
/// <summary>Unattended, with a report</summary>
/// <code>Invoke-Anonymise D:\export -Recurse -Destination D:\clean -Policy site-wide -KeyPath D:\keys\site.key -Report D:\clean.csv -ErrorAction SilentlyContinue</code>
/// <para>One row for each input in D:\clean.csv.</para>
/// </example>
/// <example>
/// <summary>Release received objects that were held back, after somebody looked at them</summary>
/// <code>Invoke-Anonymise ./out-quarantine/*.held -Destination ./out -Policy site-wide -KeyPath ./site.key -Allow BurnedInAnnotation</code>
/// <para>Decrypts each in memory and writes the de-identified copy.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "Anonymise", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = PathSet)]
[Alias("Invoke-Anonymize")]
[OutputType(typeof(AnonymiseResult), typeof(FileInfo))]
public sealed class InvokeAnonymiseCommand : PumpedCmdlet<AnonymiseItem>
{
    /// <summary>Name of the parameter set for objects from the network.</summary>
    public const string InputObjectSet = "InputObject";

    private readonly HashSet<string> _checkedRoots = new(StringComparer.Ordinal);

    /// <summary>Objects from the network that are not done with: they hold memory.</summary>
    private readonly ConcurrentDictionary<AnonymiseItem, bool> _received = new();
    private FileAnonymiser? _anonymiser;
    private AnonymiseReport? _report;
    private PolicyBinding? _policies;
    private QuarantineFolder? _quarantine;
    private string _destination = string.Empty;
    private int _count;
    private int _unclear;
    private int _other;
    private bool _isTrial;
    private bool _isOpen;

    /// <summary>What was received from the network, as a retrieval puts it out, from the pipeline; each object is given up after it was processed. What is held back of them is encrypted with the site's key, and lost without one.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputObjectSet)]
    [ValidateNotNull]
    public IReceivedObjects? InputObject { get; set; }

    /// <summary>Folder for the copies; made when missing. It must not be, hold or lie in a folder that is read.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("OutputPath")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>Basic: the standard's Basic Application Level Confidentiality Profile (PS3.15 E.2), before the policies that -Policy names.</summary>
    [Parameter]
    [ValidateSet("Basic")]
    public string? Profile { get; set; }

    /// <summary>Options of the profile (PS3.15 E.3), such as RetainPatientCharacteristics and RetainModifiedDates; none by default.</summary>
    [Parameter]
    public ProfileOptions Option { get; set; }

    /// <summary>Policies in the order they apply: names of shipped ones (site-wide, project-level), policy files (.json) or DicomEdit 6 scripts (.das).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] Policy { get; set; } = [];

    /// <summary>Values of the scripts' variables, such as project, subject and session. The project is Unassigned unless given.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public Hashtable Variable { get; set; } = [];

    /// <summary>File with the table for lookup[]: lines of the form type/key = value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LookupTable { get; set; }

    /// <summary>The site's secret key as a secure string, for example from a secret store: its text form, or a passphrase of 12 characters or more.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Key { get; set; }

    /// <summary>File with the site's secret key (New-DeidKey makes one), or Env:NAME for an environment variable; pseudonyms are derived from it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>File with the project's own key, or Env:NAME; by default it is derived from the site's key and the variable project.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProjectKeyPath { get; set; }

    /// <summary>File for an encrypted table that leads from pseudonyms and labels back to originals (Get-DeidPseudonym reads it); it is added to. None by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MapPath { get; set; }

    /// <summary>Kinds of objects to release although nobody looked at their pixels or documents, such as SecondaryCapture; none by default.</summary>
    [Parameter]
    public HeldCase[] Allow { get; set; } = [];

    /// <summary>Folder for objects that are held back, each with a file that tells the reason: copies of files, and encrypted with the site's key what came from the network; by default the destination's name with -quarantine added.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Quarantine { get; set; }

    /// <summary>How output folders are laid out: Relative keeps the input's folders and is the default for files, Uid makes study and series folders and is the default for received objects.</summary>
    [Parameter]
    public OutputLayout Layout { get; set; }

    /// <summary>File for a report, CSV with one row for each input; replaced when it exists.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Report { get; set; }

    /// <summary>Every warning of a script is an error; off by default.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Waits for the disk before a copy gets its final name, so that not even a power cut leaves half a file; off by default.</summary>
    [Parameter]
    public SwitchParameter Durable { get; set; }

    /// <summary>Replaces copies that are already there, and allows a destination within the input; off by default.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Puts out the written files instead of results; what was not written is then only in the report and the errors.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "De-identifying";

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        _destination = IOPath.TrimEndingDirectorySeparator(UnresolvedPath(Destination));
        _isTrial = MyInvocation.BoundParameters.TryGetValue("WhatIf", out var whatIf)
            ? ((SwitchParameter)whatIf).IsPresent
            : SessionState.PSVariable.GetValue("WhatIfPreference") is true or SwitchParameter { IsPresent: true };
        _policies = new PolicyBinding(this, UnresolvedPath)
        {
            Profile = Profile, Option = Option, Policy = Policy, Variable = Variable, LookupTable = LookupTable, Key = Key, KeyPath = KeyPath,
            ProjectKeyPath = ProjectKeyPath, MapPath = MapPath, Allow = Allow, Strict = Strict, IsTrial = _isTrial,
        };
        var runner = _policies.Open();
        var quarantine = Quarantine is null ? _destination + "-quarantine" : IOPath.TrimEndingDirectorySeparator(UnresolvedPath(Quarantine));
        DestinationFolder.CheckQuarantine(quarantine, _destination);
        if (DestinationFolder.HasOthers(_destination, runner, StopToken))
        {
            WriteWarning($"'{_destination}' has copies of another project, key or level of policies, or changed ones: side by side with those of this run, one patient under two pseudonyms can be joined. Give each project a folder of its own.");
        }

        _quarantine = new QuarantineFolder(quarantine, _policies.SiteKey);
        var layout = MyInvocation.BoundParameters.ContainsKey(nameof(Layout)) ? Layout : (OutputLayout?)null;
        _anonymiser = new FileAnonymiser(runner, new AnonymiseOptions { Destination = _destination, Layout = layout, Quarantine = _quarantine, Overwrite = Force, Durable = Durable });
    }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        // Not an array: the engine would turn a received object into the text of a path sooner than wrap it.
        if (string.Equals(ParameterSetName, InputObjectSet, StringComparison.Ordinal))
        {
            Receive(InputObject!);
        }
        else
        {
            base.OnRecord();
        }
    }

    /// <inheritdoc/>
    protected override AnonymiseItem Prepare(InputFile file)
    {
        var isHeld = HeldFile.IsHeld(file.FullName);
        if (!Force && _checkedRoots.Add((file.IsNamed ? "n" : "f") + (isHeld ? "h" : "o") + file.Root))
        {
            DestinationFolder.CheckApart(file, _destination, nameof(Destination));
            if (!isHeld)
            {
                // A held object comes out of that folder, and stays there when it is held again.
                DestinationFolder.CheckApart(file, _quarantine!.Folder, nameof(Quarantine));
            }
        }

        Open();
        var folder = file.IsNamed ? string.Empty : IOPath.GetDirectoryName(file.RelativePath) ?? string.Empty;
        AnonymiseInput input = isHeld ? new HeldInput(file.FullName, folder, _policies!.SiteKey) : new FileInput(file.FullName, folder);
        return new AnonymiseItem(input, _count++) { Mode = Ask(file.FullName) };
    }

    /// <inheritdoc/>
    protected override void Work(AnonymiseItem item, WorkSink sink, CancellationToken stop)
    {
        if (!item.TryBegin())
        {
            return;
        }

        AnonymiseResult result;
        try
        {
            result = _anonymiser!.Process(item.Input, item.Ordinal, item.Mode, stop) with { Subject = item.Retrieval?.Subject ?? _policies!.Subject, Session = item.Retrieval?.Session ?? _policies!.Session };
            item.Finish(result);
        }
        finally
        {
            item.Release();
            _received.TryRemove(item, out _);
        }

        if (result.Status == AnonymiseStatus.Failed)
        {
            sink.Error(new AnonymiseItemException(result), result.Source);
        }

        if (!PassThru)
        {
            sink.Write(result);
        }
        else if (result.Status == AnonymiseStatus.Written)
        {
            sink.Write(new FileInfo(result.Destination!));
        }
    }

    /// <inheritdoc/>
    protected override void OnFinished(AnonymiseItem item)
    {
        WriteVerbose(item.Result!.Explain());
        var isThere = item.Result.Status == AnonymiseStatus.Written || item.Result.Reason == AnonymiseReason.AlreadyExists;
        _unclear += isThere && !item.Result.PatientIdentityRemoved ? 1 : 0;
        _other += item.Result is { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.DuplicateContent } ? 1 : 0;
        _report?.Add(item.Result);
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        // A run without inputs has a report all the same, and leaves no empty folder.
        if (Report is not null)
        {
            Open();
        }

        base.OnEnd();
        _policies?.Map?.Flush();
        if (_quarantine is { HeldCount: > 0 })
        {
            WriteWarning($"{_quarantine.HeldCount} received object(s) were held back and lie encrypted in '{_quarantine.Folder}'; Invoke-Anonymise takes them again, Export-DeidHeld shows them.");
        }

        if (_quarantine is not null && _quarantine.Count > _quarantine.HeldCount)
        {
            WriteWarning($"{_quarantine.Count - _quarantine.HeldCount} object(s) were held back and lie, identified as they are, in '{_quarantine.Folder}'; look at them and empty the folder. RecommendedAction of a result says what would let it through.");
        }
        else if (_quarantine is { Count: 0 } && !_isTrial && _quarantine.HoldsCopies)
        {
            WriteWarning($"'{_quarantine.Folder}' has objects, identified as they are, that an earlier run held back; look at them and empty the folder.");
        }

        if (_other > 0)
        {
            WriteWarning($"{_other} of the copies that were there already are not what this run makes: other policies, labels or originals made them. -Force replaces them.");
        }

        if (_anonymiser is { RepeatedCount: > 0 and var repeated })
        {
            WriteWarning($"{repeated} of the copies {(_isTrial ? "would repeat" : "repeat")} a SOP Instance that lies in another folder, too: it was exported twice. -Layout Uid keeps one, and holds the others back.");
        }

        if (_unclear > 0)
        {
            WriteWarning($"(0012,0062) is NO in {_unclear} of the copies: nobody judged their pixels, or not all of their header. Test-Deidentified names them; look at them before they are released.");
        }

        if (_anonymiser is { PatientCount: > 1 } && _policies!.Subject is not null)
        {
            var then = _isTrial ? "would get one subject label" : "got one subject label: delete these copies";
            WriteWarning($"{_anonymiser.PatientCount} patients {then}; give each a run of its own, or no subject, for pseudonyms.");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _report?.Dispose();
        _policies?.Dispose();

        // A worker that is still busy with one gives it up itself.
        foreach (var item in _received.Keys.Where(i => i.TryBegin()))
        {
            item.Release();
        }
    }

    private WriteMode Ask(string source) =>
        ShouldProcess($"'{source}' -> '{_destination}'", "De-identify") ? WriteMode.Write : _isTrial ? WriteMode.Trial : WriteMode.Declined;

    /// <summary>Takes all objects of a record over before the first is posted: posting may end the cmdlet.</summary>
    private void Receive(IReceivedObjects input)
    {
        var items = input.Instances.Select(o => new AnonymiseItem(new MemoryInput(o.Name, o.OpenFile, o.IsAcknowledged), _count++, o) { Retrieval = input as DicomRetrieval }).ToList();
        items.ForEach(i => _received.TryAdd(i, true));
        Open();
        foreach (var item in items)
        {
            item.Mode = Ask(item.Input.Name);
            Post(item);
        }
    }

    /// <summary>Before the first input: a destination that is refused on its account was not touched.</summary>
    private void Open()
    {
        if (_isOpen || _isTrial)
        {
            return;
        }

        DestinationFolder.Prepare(_destination);
        _isOpen = true;
        if (Report is not null)
        {
            var path = UnresolvedPath(Report);
            if (path.StartsWith(_destination + IOPath.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                WriteWarning("The report joins original paths to new UIDs and lies among the copies; keep it apart before they are passed on.");
            }

            _report = new AnonymiseReport(path);
        }
    }
}
