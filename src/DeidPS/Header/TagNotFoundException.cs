using DeidPS.Dicom;

namespace DeidPS;

/// <summary>The dictionary has no attribute of this name or number.</summary>
public sealed class TagNotFoundException : DeidException
{
    internal TagNotFoundException(string pattern)
        : base("NoMatch", $"The dictionary has no attribute '{pattern}'.", "Use wildcards, as in *Name*, or -Private for vendors' attributes.")
    {
    }
}
