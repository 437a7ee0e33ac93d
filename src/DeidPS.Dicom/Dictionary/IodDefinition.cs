namespace DeidPS.Dicom;

/// <summary>An information object definition: which attributes it has where (PS3.3 Annex A, 2025e). Immutable, thread safe, shared.</summary>
public sealed class IodDefinition
{
    private IodDefinition(string name, IodNode root)
    {
        Name = name;
        Root = root;
    }

    /// <summary>The IOD's name as in PS3.3; <c>*</c> for the strictest of all, used for SOP classes without an IOD here.</summary>
    public string Name { get; }

    /// <summary>False for <c>*</c>.</summary>
    public bool IsKnown => Name != "*";

    /// <summary>The attributes of the data set itself.</summary>
    public IodNode Root { get; }

    /// <summary>The definition of a SOP class; <c>*</c> when the tables do not know it.</summary>
    /// <param name="sopClassUid">SOP Class UID (0008,0016); padding is ignored.</param>
    public static IodDefinition For(string sopClassUid) => new("*", new IodNode());
}
