using System.Globalization;
using System.Management.Automation;
using System.Security;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;

namespace DeidPS.Commands;

/// <summary>Reads the encrypted look-up table: which original a pseudonym stands for.</summary>
/// <remarks>
/// <para>
/// This cmdlet puts out original values, for those who hold the key the table was made with. Do not
/// write its output where the de-identified images go. Originals are shown normalised: upper case, single blanks; that of a patient begins with what it is, id or name. A table that a run
/// is writing to cannot be read; one that ends within a record, as a killed run leaves it, is read up to there with a warning.
/// Labels that runs gave, such as subj001, lead back like pseudonyms. With a site-wide and a project-level policy there are two levels: the project's
/// pseudonym stands for the site's, and that for the patient. -Pseudonym puts out both records, the last one with the patient; the days of the two
/// levels add up.
/// </para>
/// </remarks>
/// <example>
/// <title>Find the patient behind a pseudonym after an incidental finding</title>
/// <code>Get-DeidPseudonym ./site.map -KeyPath ./site.key -Pseudonym 7K2M9QX4W1R8CDFG</code>
/// <para>Puts out the record of that pseudonym, and where it stands for a pseudonym of another level, that one's too: the last has the patient.</para>
/// </example>
/// <example>
/// <title>All patients of a table</title>
/// <code>Get-DeidPseudonym ./site.map -KeyPath ./site.key -Kind Patient</code>
/// <para>One object for each patient and each level of policies that named him.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidPseudonym")]
[OutputType(typeof(PseudonymRecord))]
public sealed class GetDeidPseudonymCommand : DeidCmdlet
{
    /// <summary>The look-up table, made by Invoke-Anonymise -MapPath.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string MapPath { get; set; } = string.Empty;

    /// <summary>The key as a secure string, for example from a secret store: its text form, or a passphrase.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Key { get; set; }

    /// <summary>File with the key the table was made with, or Env:NAME for an environment variable.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>Kinds of records to put out; all by default.</summary>
    [Parameter]
    public PseudonymKind[] Kind { get; set; } = [];

    /// <summary>Pseudonyms or labels to look for, compared exactly; all by default. What they stand for is looked for too, level by level. They may come from the pipeline; an empty pipeline gives nothing.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string[] Pseudonym { get; set; } = [];

    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override void OnRecord() => _wanted.UnionWith(Pseudonym);

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var key = KeyBinding.From(Key, KeyPath, UnresolvedPath) ?? throw new PolicyException("The look-up table is encrypted, and there is no key.", "Name the key it was made with: -KeyPath.", "KeyMissing");
        var path = UnresolvedPath(MapPath);
        if (!File.Exists(path))
        {
            throw new PolicyException("There is no look-up table of that name.", "Check -MapPath.", "PathNotFound");
        }

        // Nothing was asked for: a search that found nothing must not lead to every patient of the table.
        if (MyInvocation.ExpectingInput && _wanted.Count == 0)
        {
            return;
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        var next = Show(path, key, IsAsked, WarnOfCut);

        // What a project's level made stands for what the site's level made before: each look leads one level further back.
        for (var seen = new HashSet<string>(StringComparer.Ordinal); _wanted.Count > 0 && next.Count > 0;)
        {
            next.ExceptWith(seen);
            seen.UnionWith(next);
            var asked = next;
            next = asked.Count == 0 ? asked : Show(path, key, r => asked.Contains(Mark(r.Kind, r.Pseudonym)), null);
        }

        if (found.Count < _wanted.Count)
        {
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"{_wanted.Count - found.Count} of {_wanted.Count} pseudonym(s) have no record{(Kind.Length > 0 ? " of that kind" : string.Empty)} in this table: letters are compared exactly, and runs without -MapPath leave none."));
        }

        bool IsAsked(PseudonymRecord record)
        {
            if (_wanted.Contains(record.Pseudonym))
            {
                found.Add(record.Pseudonym);
                return true;
            }

            return _wanted.Count == 0;
        }
    }

    /// <summary>A pseudonym among others of its kind, as an original is kept: in upper case.</summary>
    private static string Mark(PseudonymKind kind, string pseudonym) => $"{kind} {pseudonym.ToUpperInvariant()}";

    /// <summary>Puts out some records.</summary>
    /// <returns>Marks of what they stand for, which may be pseudonyms, too.</returns>
    private HashSet<string> Show(string path, DeidKey key, Predicate<PseudonymRecord> isWanted, Action? onCut)
    {
        var originals = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in PseudonymMap.Read(path, key, onCut))
        {
            StopToken.ThrowIfCancellationRequested();
            if ((Kind.Length > 0 && !Kind.Contains(record.Kind)) || !isWanted(record))
            {
                continue;
            }

            if (_wanted.Count > 0)
            {
                originals.Add(Mark(record.Kind, PatientIdentity.LastOf(record.Original)));
            }

            // A patient's identity is kept in parts, with a sign between them that no console shows.
            WriteObject(record with { Original = record.Original.Replace('\u001f', ' ') });
        }

        return originals;
    }

    private void WarnOfCut() => WriteWarning("The look-up table ends within a record: the run that wrote it was killed, or the file was cut. All records before are shown.");
}
