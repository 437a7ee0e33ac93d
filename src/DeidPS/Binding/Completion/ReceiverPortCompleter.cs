using System.Globalization;
using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes ports of receivers that run in this process; the tool tip shows the AE title.</summary>
public sealed class ReceiverPortCompleter : ListCompleter
{
    private protected override IEnumerable<StoreName> Values() =>
        DicomReceiver.Running.Select(r => new StoreName(r.Port.ToString(CultureInfo.InvariantCulture), r.AETitle));
}
