using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes usual values of (0008,0008).</summary>
public sealed class ImageTypeCompleter : ListCompleter
{
    private protected override IEnumerable<StoreName> Values() =>
        [new("ORIGINAL"), new("DERIVED"), new("PRIMARY"), new("SECONDARY"), new("AXIAL"), new("LOCALIZER"), new("MPR"), new("PROJECTION IMAGE"), new("REFORMATTED"), new("SCREEN SAVE"), new("VOLUME")];
}
