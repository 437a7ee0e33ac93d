namespace DeidPS.Store.Requests;

/// <summary>What a <see cref="SeriesRule"/> looks at.</summary>
public enum SeriesRuleKind
{
    /// <summary>(0008,103E) Series Description: a regular expression that matches anywhere in it, in any case.</summary>
    Description,

    /// <summary>(0008,0060) Modality: a word, in any case.</summary>
    Modality,

    /// <summary>(0008,0016) SOP Class UID: a UID, or one followed by <c>.*</c> for those below it.</summary>
    SopClass,

    /// <summary>(0008,0008) Image Type: a word, in any case, that one of its values is.</summary>
    ImageType,

    /// <summary>An attribute that is there, empty or not: its number.</summary>
    Tag,
}
