namespace DeidPS.Deid.Policies;

/// <summary>The stable ids of findings in declarative policy files. Changing one is a breaking change.</summary>
public static class PolicyFileIds
{
    /// <summary>Not JSON.</summary>
    public const string InvalidJson = nameof(InvalidJson);

    /// <summary>A property the schema does not have.</summary>
    public const string UnknownProperty = nameof(UnknownProperty);

    /// <summary>A property that stands twice.</summary>
    public const string DuplicateProperty = nameof(DuplicateProperty);

    /// <summary>A value of another kind than the schema asks for.</summary>
    public const string WrongKind = nameof(WrongKind);

    /// <summary>A word that is none of those allowed.</summary>
    public const string UnknownValue = nameof(UnknownValue);

    /// <summary>A number outside its range.</summary>
    public const string OutOfRange = nameof(OutOfRange);

    /// <summary>A tag or keyword that the dictionary does not have.</summary>
    public const string UnknownAttribute = nameof(UnknownAttribute);

    /// <summary>Something that has to be there and is not.</summary>
    public const string Missing = nameof(Missing);

    /// <summary>Properties that exclude each other.</summary>
    public const string Conflict = nameof(Conflict);

    /// <summary>A file that is named and cannot be read.</summary>
    public const string FileNotFound = nameof(FileNotFound);

    /// <summary>A file that is larger than any policy.</summary>
    public const string FileTooLarge = nameof(FileTooLarge);
}
