using System.Globalization;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>What became of one input file. Holds no attribute value but UIDs that the policies made.</summary>
public sealed record AnonymiseResult
{
    /// <summary>The input's full path, or the name of an object that came from the network.</summary>
    public required string Source { get; init; }

    /// <summary>Subject label of the request that fetched it, else of the run, for Move-ToProject; null for none.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label, likewise.</summary>
    public string? Session { get; init; }

    /// <summary>The input's file name, for narrow displays.</summary>
    public string SourceName => Path.IsPathRooted(Source) ? Path.GetFileName(Source) : Source;

    /// <summary>The output's full path; null when none was or would be written.</summary>
    public string? Destination { get; init; }

    /// <summary>What became of it.</summary>
    public required AnonymiseStatus Status { get; init; }

    /// <summary>Why.</summary>
    public AnonymiseReason Reason { get; init; }

    /// <summary>Which kinds of risk held it back; -Allow or a policy can accept them. Empty unless the reason is Held.</summary>
    public IReadOnlyList<HeldCase> HeldCases { get; init; } = [];

    /// <summary>Full path of the copy in the quarantine folder, encrypted or not, beside a file of the same name with the reason; null when there is none.</summary>
    public string? QuarantinePath { get; init; }

    /// <summary>The reason in words: tags, counts and positions, never a value. Null when there is nothing to say.</summary>
    public string? Message { get; init; }

    /// <summary>What to do about it; null when there is nothing to do.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>The error id of the error table for Failed and Quarantined; null otherwise.</summary>
    public string? ErrorId { get; init; }

    /// <summary>SOP Class UID (0008,0016) of the object.</summary>
    public string? SOPClassUID { get; init; }

    /// <summary>SOP Instance UID (0008,0018) of the output, null unless Written or a trial run.</summary>
    public string? SOPInstanceUID { get; init; }

    /// <summary>Elements removed, at any depth; a removed sequence counts once.</summary>
    public int Removed { get; init; }

    /// <summary>Elements whose value was replaced.</summary>
    public int Replaced { get; init; }

    /// <summary>Elements left with zero length.</summary>
    public int Emptied { get; init; }

    /// <summary>Elements that were added.</summary>
    public int Added { get; init; }

    /// <summary>Attributes that the profile removes and the IOD requires: they got a dummy or no value instead. Ascending.</summary>
    public IReadOnlyList<DicomTag> RequiredReplaced { get; init; } = [];

    /// <summary>Whether (0012,0062) says YES once the policies have run: header and pixels were judged.</summary>
    public bool PatientIdentityRemoved { get; init; }

    /// <summary>Warnings of the scripts and the reader.</summary>
    public int Warnings { get; init; }

    /// <summary>Size of the output in bytes.</summary>
    public long BytesWritten { get; init; }

    /// <summary>The policies that ran, in order, as <c>name@hash</c>.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>What was decided and why, with tags, counts and positions; no value.</summary>
    public string Explain() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Source}: {Status}{(Reason == AnonymiseReason.None ? string.Empty : $" ({Reason}{(HeldCases.Count > 0 ? $": {string.Join(", ", HeldCases)}" : string.Empty)})")}. {(Message is null ? string.Empty : $"{Message.TrimEnd('.')}. ")}Policies: {(Policies.Count == 0 ? "none ran" : string.Join(", then ", Policies))}; removed {Removed}, replaced {Replaced}, emptied {Emptied}, added {Added}{(RequiredReplaced.Count == 0 ? string.Empty : $", required and kept with another value: {string.Join(", ", RequiredReplaced)}")}{(Warnings == 0 ? string.Empty : $", warnings {Warnings}")}.");
}
