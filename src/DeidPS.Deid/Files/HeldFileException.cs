using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>An encrypted object cannot be opened, for want of its key.</summary>
public sealed class HeldFileException : DeidException
{
    private HeldFileException(string errorId, string message, string action)
        : base(errorId, message, action)
    {
    }

    /// <summary>There is no key to open it with.</summary>
    public static HeldFileException NoKey() =>
        new("KeyMissing", "The object is held encrypted, and there is no key.", "Give the key of the run that held it: -KeyPath or -Key.");

    /// <param name="fingerprint">Of the key it was held with, checked to be hexadecimal digits.</param>
    internal static HeldFileException OtherKey(string fingerprint) =>
        new("KeyUnreadable", $"The object was held with the key {fingerprint}, which is not the one given.", "Give the key with that fingerprint.");
}
