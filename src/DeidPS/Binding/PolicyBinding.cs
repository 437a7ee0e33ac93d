using System.Collections;
using System.Collections.Frozen;
using System.Management.Automation;
using System.Security;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;
using ScriptTable = DeidPS.Deid.DicomEdit.LookupTable;

namespace DeidPS;

/// <summary>Turns the policy parameters into what applies them, the same for every cmdlet that has them.</summary>
/// <param name="cmdlet">The cmdlet, which puts out warnings.</param>
/// <param name="resolve">Makes a path absolute.</param>
internal sealed class PolicyBinding(Cmdlet cmdlet, Func<string, string> resolve) : IDisposable
{
    /// <summary>Variables that policies take without naming them.</summary>
    private static readonly string[] s_labels = ["project", "subject", "session"];

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    /// <summary>Basic, or null.</summary>
    public string? Profile { get; init; }

    /// <summary>Options of the profile.</summary>
    public ProfileOptions Option { get; init; }

    /// <summary>Names or paths, in the order they apply.</summary>
    public string[] Policy { get; init; } = [];

    /// <summary>Values of the scripts' variables.</summary>
    public Hashtable Variable { get; init; } = [];

    /// <summary>Path of the table for lookup[]; null for none.</summary>
    public string? LookupTable { get; init; }

    /// <summary>The site's key as a secret; null for none.</summary>
    public SecureString? Key { get; init; }

    /// <summary>Path of the site's key; null for none.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Path of the project's key; null to derive it.</summary>
    public string? ProjectKeyPath { get; init; }

    /// <summary>Path of the table of pseudonyms; null for none.</summary>
    public string? MapPath { get; init; }

    /// <summary>Kinds of objects that are released although nobody looked at them.</summary>
    public HeldCase[] Allow { get; init; } = [];

    /// <summary>True to take warnings of scripts for errors.</summary>
    public bool Strict { get; init; }

    /// <summary>True when nothing is to be written: the table of pseudonyms is not opened.</summary>
    public bool IsTrial { get; init; }

    /// <summary>The site's key, once <see cref="Open"/> has read it; null when there is none.</summary>
    public DeidKey? SiteKey { get; private set; }

    /// <summary>The table of pseudonyms, once <see cref="Open"/> has opened it; null for none. To be flushed at the end of a run.</summary>
    public PseudonymMap? Map { get; private set; }

    /// <summary>The subject label that the run gives everything, once <see cref="Open"/> has read the variables; null for none.</summary>
    public string? Subject { get; private set; }

    /// <summary>The session label, likewise.</summary>
    public string? Session { get; private set; }

    /// <summary>Loads policies, table and keys and checks that they fit together. Called once.</summary>
    /// <exception cref="PolicyException">Something is missing, has errors or cannot be read.</exception>
    /// <exception cref="DestinationException">The table of pseudonyms cannot be written.</exception>
    public PolicyRunner Open()
    {
        foreach (DictionaryEntry entry in Variable)
        {
            // The labels in any case, as names are in the shell; other names are the script's.
            var (name, value) = (LanguagePrimitives.ConvertTo<string>(entry.Key), LanguagePrimitives.ConvertTo<string>(entry.Value));
            _variables[name] = value;
            if (Array.Find(s_labels, l => l.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } label)
            {
                _variables[label] = value;
            }
        }

        var isOfProject = !_variables.TryAdd("project", "Unassigned") || ProjectKeyPath is not null;
        var policies = Policies();
        var context = Context();
        (Subject, Session) = (context.Label("subject"), context.Label("session"));
        var runner = new PolicyRunner(policies, context);
        cmdlet.WriteVerbose($"Policies, in this order: {string.Join(", then ", policies.Select(p => p.Label))}. Accepted risks: {(Allow.Length == 0 ? "none" : string.Join(", ", Allow))}. Key: {SiteKey?.Fingerprint ?? "none"}. Look-up table: {(Map is null ? "none" : "kept")}.");
        if (runner.IsEmpty)
        {
            cmdlet.WriteWarning("No policy has a rule that does anything: the copies will be as identified as the originals.");
        }

        // The labels of a project would look the same, and nothing would join.
        if (!isOfProject && policies.Find(p => p.KeyLevel == KeyLevel.Project && p.NeedsKey) is { } project)
        {
            cmdlet.WriteWarning($"Policy '{project.Name}' derives pseudonyms for each project, and no project is given: these are of 'Unassigned', and join with no other. Give -Variable @{{ project = '...' }}.");
        }

        return runner;
    }

    /// <summary>Closes the table of pseudonyms.</summary>
    public void Dispose() => Map?.Dispose();

    private List<DeidPolicy> Policies()
    {
        if (Profile is null && Policy.Length == 0)
        {
            throw new PolicyException("There is neither a profile nor a policy.", "Give -Profile Basic with -Option, or -Policy site-wide, or both.");
        }

        if (Profile is null && Option != ProfileOptions.None)
        {
            throw new PolicyException("-Option belongs to -Profile.", "Name -Profile Basic instead of the policy. Options of a policy stand in its file: \"options\": [ \"CleanGraphics\" ]; about_DeidProfiles shows one.");
        }

        var policies = new List<DeidPolicy>();
        if (Profile is not null)
        {
            policies.Add(PolicyLoader.Basic(Option));
        }

        policies.AddRange(new PolicyLoader(cmdlet, resolve).Load(Policy, Strict, _variables.Keys));
        var read = policies.SelectMany(p => p.Steps.OfType<ScriptStep>()).SelectMany(s => s.Script.RequiredVariables).ToHashSet(StringComparer.Ordinal);
        foreach (var name in _variables.Keys.Where(n => !s_labels.Contains(n, StringComparer.OrdinalIgnoreCase) && !read.Contains(n)).Order(StringComparer.Ordinal))
        {
            cmdlet.WriteWarning($"No policy reads the variable '{name}'. The usual ones are {string.Join(", ", s_labels)}; those of scripts are written as the script has them.");
        }

        return policies;
    }

    private PolicyContext Context()
    {
        SiteKey = KeyBinding.From(Key, KeyPath, resolve);
        return new PolicyContext
        {
            Variables = _variables.ToFrozenDictionary(StringComparer.Ordinal),
            LookupTable = LookupTable is null ? null : ScriptTable.Parse(File.ReadAllText(resolve(LookupTable))),
            Key = SiteKey,
            ProjectKey = KeyBinding.From(null, ProjectKeyPath, resolve),
            Pseudonyms = OpenMap(),
            Accepts = Allow.ToFrozenSet(),
            Strict = Strict,
        };
    }

    private PseudonymMap? OpenMap()
    {
        if (MapPath is null || IsTrial)
        {
            return null;
        }

        try
        {
            Map = PseudonymMap.Open(resolve(MapPath), SiteKey ?? throw new PolicyException("A look-up table is encrypted, and there is no key.", "Give -KeyPath or -Key.", "KeyMissing"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DestinationException("WriteFailed", $"The look-up table cannot be written ({error.GetType().Name}).", "Choose a folder that exists and that this account may write to.");
        }

        if (Map.WasCutShort)
        {
            cmdlet.WriteWarning("The look-up table ended within a record, as a killed run leaves it; that record was dropped. Run that run's command again to complete the table.");
        }

        return Map;
    }
}
