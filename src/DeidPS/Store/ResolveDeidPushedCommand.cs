using System.Management.Automation;
using DeidPS.Deid.Csv;
using DeidPS.Store.Prearchive;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Finds out which pushed study is which, by a list of what was sent when, and gives it its labels.</para>
/// <para type="description">
/// A PACS stamps the same labels on everything it pushes. The list has a row for each study, with the columns Send Time, Subject and Session. Each row is matched with the
/// entry that arrived nearest to its time, one to one, after the difference of the two clocks is taken off. What is not certain is listed and never guessed.
/// </para>
/// </summary>
/// <remarks>
/// The clocks' difference is the median difference of what is matched, and may be as large as -ToleranceSec; fewer than three rows say nothing about it, and it counts as
/// zero. Where two entries are as near as each other, or another difference of the clocks explains the list as well, the row is Ambiguous, with its candidates. Entries to which
/// somebody gave labels keep them. Times without an offset are local.
/// </remarks>
/// <example>
/// <summary>Look first, then give the labels</summary>
/// <code>Resolve-DeidPushed ./sent.csv -Store D:\deid
/// Resolve-DeidPushed ./sent.csv -Store D:\deid -Apply</code>
/// <para>A match for each row, then the entries that no row is about.</para>
/// </example>
/// <example>
/// <summary>What is left for a person to decide</summary>
/// <code>Resolve-DeidPushed ./sent.csv -Apply | Where-Object Status -in Ambiguous, NotArrived, NotListed</code>
/// <para>Rows and entries without a counterpart.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Resolve, "DeidPushed", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(PushedMatch))]
public sealed class ResolveDeidPushedCommand : StoreCmdlet
{
    /// <summary>CSV file with the columns Send Time, Subject and Session; its name is taken as it stands.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string SendLog { get; set; } = string.Empty;

    /// <summary>Seconds that sending and arrival may be apart, 1 to 600; 60 by default.</summary>
    [Parameter]
    [ValidateRange(1, 600)]
    [Alias("ToleranceSeconds")]
    public int ToleranceSec { get; set; } = 60;

    /// <summary>Give the entries that are matched the labels of the list; off by default.</summary>
    [Parameter]
    public SwitchParameter Apply { get; set; }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var path = UnresolvedPath(SendLog);
        List<PushedMatch> matches = [];
        WithStore(
            (store, _, _) =>
            {
                matches.AddRange(new PushedBook(store).Resolve(Deid.Csv.SendLog.Load(path, TimeZoneInfo.Local), TimeSpan.FromSeconds(ToleranceSec)));
                return Task.CompletedTask;
            },
            path);
        foreach (var match in matches)
        {
            StopToken.ThrowIfCancellationRequested();
            if (Apply && match.Status == PushedStatus.Matched && ShouldProcess($"'{match.Id}'", $"Set the labels {match.Subject}, {match.Session}"))
            {
                WriteOneFromStore((store, _) => new PushedBook(store).Apply(match), match.Id);
            }
            else
            {
                WriteObject(match);
            }
        }

        base.OnEnd();
    }
}
