using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>
/// Derives pseudonyms from a key: same key, same input, same output on any machine, in any order (PS3.15 E.1.1, E.3.6, E.3.9).
/// Immutable but for a bounded cache; used by all workers at once.
/// </summary>
public sealed class Pseudonymiser(DeidKey key, PseudonymSettings settings, IPseudonymSink? sink = null)
{
    private readonly ConcurrentDictionary<string, string> _uids = new(StringComparer.Ordinal);

    /// <summary>A new UID under 2.25 (PS3.5 B.2), at most 44 characters; a UID registered by DICOM stays as it is.</summary>
    /// <param name="uid">The UID; padding is ignored. Empty gives empty.</param>
    public string Uid(string uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        var text = uid.Trim(' ', '\0');
        return text.Length == 0 || DicomUids.Find(text) is not null ? text : _uids.GetOrAdd(text, Derived);
    }

    /// <summary>What a patient is called, and by how much the patient's dates move.</summary>
    public PatientPseudonyms For(PatientIdentity patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var span = settings.MaximumDays - settings.MinimumDays + 1;
        var days = settings.MinimumDays + (int)(new BigInteger(key.Derive("date", patient.Value), isUnsigned: true) % span);
        return new PatientPseudonyms(Convert.ToHexString(key.Derive("patient", patient.Value).AsSpan(0, 8)), days == 0 ? settings.MinimumDays : days);
    }

    /// <summary>An accession number in 16 characters, legal in SH; empty gives empty.</summary>
    public string AccessionNumber(string value) => Convert.ToHexString(key.Derive("accession", value).AsSpan(0, 8));

    /// <summary>A study ID in 16 characters, legal in SH; empty gives empty.</summary>
    public string StudyId(string value) => Convert.ToHexString(key.Derive("study", value).AsSpan(0, 8));

    private string Derived(string uid)
    {
        var value = new BigInteger(key.Derive("uid", uid).AsSpan(0, 16), isUnsigned: true, isBigEndian: true);
        var result = "2.25." + value.ToString(CultureInfo.InvariantCulture);
        sink?.Record(PseudonymKind.Uid, uid, result);
        return result;
    }
}
