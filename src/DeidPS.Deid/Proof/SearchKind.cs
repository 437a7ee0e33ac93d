namespace DeidPS.Deid.Proof;

/// <summary>What kind of text is searched: it decides what a match is worth.</summary>
internal enum SearchKind
{
    /// <summary>Text for people.</summary>
    Text,

    /// <summary>A person's name.</summary>
    Name,

    /// <summary>A date or date-time.</summary>
    Date,

    /// <summary>A UID.</summary>
    Uid,

    /// <summary>A decimal number: an id counts only as the whole value.</summary>
    Number,

    /// <summary>Bytes read as if they were text.</summary>
    Bytes,
}
