using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>
/// Derives pseudonyms from a key: same key, same input, same output on any machine, in any order (PS3.15 E.1.1, E.3.6, E.3.9).
/// Immutable but for bounded caches; used by all workers at once.
/// </summary>
public sealed class Pseudonymiser
{
    /// <summary>Characters of a patient's label, an accession number and a study ID: what SH holds.</summary>
    public const int LabelLength = 16;

    /// <summary>Digits and consonants: no word and no name can arise, and no letter looks like a digit (B, I, O, S, Z). Upper case as CS asks.</summary>
    private const string Alphabet = "0123456789CDFGHJKLMNPQRTVWXY";

    /// <summary>A run over more UIDs than this derives some of them again: the cache saves time, the result is the same.</summary>
    private const int CacheLimit = 100_000;

    /// <summary>No legal UID is longer (PS3.5 9.1), and a hostile value may be as long as it likes: the caches stay small.</summary>
    private const int LongestCachedUid = 64;

    /// <summary>The same for a patient.</summary>
    private const int LongestCachedPatient = 256;

    private const string UidRoot = "2.25.";

    private readonly DeidKey _key;
    private readonly PseudonymSettings _settings;
    private readonly IPseudonymSink? _sink;
    private readonly ConcurrentDictionary<string, string> _uids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PatientPseudonyms> _patients = new(StringComparer.Ordinal);
    private int _cachedUids;
    private int _cachedPatients;

    /// <summary>Creates it.</summary>
    /// <param name="key">The secret.</param>
    /// <param name="settings">Range of date offsets.</param>
    /// <param name="sink">Hears of every pseudonym, null for nobody.</param>
    /// <exception cref="Policies.PolicyException">The range of date offsets is empty.</exception>
    public Pseudonymiser(DeidKey key, PseudonymSettings settings, IPseudonymSink? sink = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Check();
        _key = key;
        _settings = settings;
        _sink = sink;
    }

    /// <summary>
    /// A new UID (PS3.5 B.2): <c>2.25.</c> and a version 8 UUID (RFC 9562 5.8) of 122 derived bits in decimal, at most 44 characters.
    /// A UID registered by DICOM stays as it is.
    /// </summary>
    /// <param name="uid">The UID; padding around it is ignored. Empty gives empty.</param>
    public string Uid(string uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        var text = uid.Trim(' ', '\0');
        if (text.Length == 0)
        {
            return text;
        }

        if (_uids.TryGetValue(text, out var known))
        {
            return known;
        }

        if (DicomUids.Find(text) is not null)
        {
            return text;
        }

        var result = Derived(text);
        _sink?.Record(PseudonymKind.Uid, text, result);
        if (text.Length <= LongestCachedUid && Volatile.Read(ref _cachedUids) < CacheLimit && _uids.TryAdd(text, result))
        {
            Interlocked.Increment(ref _cachedUids);
        }

        return result;
    }

    /// <summary>What a patient is called, and by how much the patient's dates move.</summary>
    public PatientPseudonyms For(PatientIdentity patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        if (_patients.TryGetValue(patient.Value, out var known))
        {
            return known;
        }

        Span<byte> hash = stackalloc byte[DeidKey.DerivedLength];
        _key.Derive("date", patient.Value, hash);
        var days = _settings.Choose(BinaryPrimitives.ReadUInt64BigEndian(hash));
        var result = new PatientPseudonyms(Label("patient", patient.Value), days);
        if (_sink is not null)
        {
            _sink.Record(PseudonymKind.Patient, patient.Value, result.Label);
            _sink.Record(PseudonymKind.DateOffset, patient.Value, days.ToString(CultureInfo.InvariantCulture));
        }

        if (patient.Value.Length <= LongestCachedPatient && Volatile.Read(ref _cachedPatients) < CacheLimit && _patients.TryAdd(patient.Value, result))
        {
            Interlocked.Increment(ref _cachedPatients);
        }

        return result;
    }

    /// <summary>An accession number in 16 characters, legal in SH. Blanks and case do not matter; empty gives empty.</summary>
    public string AccessionNumber(string value) => Recorded(PseudonymKind.AccessionNumber, "accession", value);

    /// <summary>A study ID in 16 characters, legal in SH. Blanks and case do not matter; empty gives empty.</summary>
    public string StudyId(string value) => Recorded(PseudonymKind.StudyId, "study", value);

    /// <summary>How many UIDs and patients are held.</summary>
    internal int CachedCount => _uids.Count + _patients.Count;

    private string Recorded(PseudonymKind kind, string purpose, string value)
    {
        var folded = PatientIdentity.Fold(value);
        if (folded.Length == 0)
        {
            return folded;
        }

        var result = Label(purpose, folded);
        _sink?.Record(kind, folded, result);
        return result;
    }

    private string Label(string purpose, string value)
    {
        Span<byte> hash = stackalloc byte[DeidKey.DerivedLength];
        _key.Derive(purpose, value, hash);
        Span<char> text = stackalloc char[LabelLength];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Alphabet[hash[i] % Alphabet.Length];
        }

        return new string(text);
    }

    private string Derived(string uid)
    {
        Span<byte> hash = stackalloc byte[DeidKey.DerivedLength];
        _key.Derive("uid", uid, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return string.Create(CultureInfo.InvariantCulture, $"{UidRoot}{BinaryPrimitives.ReadUInt128BigEndian(hash)}");
    }
}
