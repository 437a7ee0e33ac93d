using System.Globalization;
using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Reports how much each project takes up, archived and waiting.</para>
/// <para type="description">One row for each project that you may read or whose prearchive you may see, and one without a project for what waits unassigned. -Csv also writes the rows into a file for a spreadsheet.</para>
/// </summary>
/// <remarks>Numbers that your role does not let you see are 0. From the catalogue: no image is opened.</remarks>
/// <example>
/// <summary>The largest projects</summary>
/// <code>Get-DeidStorage | Sort-Object Bytes -Descending | Select-Object -First 10</code>
/// <para>Projects with sessions, instances and bytes.</para>
/// </example>
/// <example>
/// <summary>How much waits in the prearchive</summary>
/// <code>(Get-DeidStorage -Csv ./storage.csv | Measure-Object EntryBytes -Sum).Sum / 1GB</code>
/// <para>Gigabytes.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidStorage")]
[OutputType(typeof(StorageUse))]
public sealed class GetDeidStorageCommand : ReportCmdlet<StorageUse>
{
    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Header { get; } = ["Project", "Sessions", "Instances", "Bytes", "Entries", "EntryBytes"];

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        Report(store => new ReportBook(store).Storage(), null);
        base.OnEnd();
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> Fields(StorageUse row) =>
        [row.Project, .. ((ReadOnlySpan<long>)[row.Sessions, row.Instances, row.Bytes, row.Entries, row.EntryBytes]).ToArray().Select(n => n.ToString(CultureInfo.InvariantCulture))];
}
