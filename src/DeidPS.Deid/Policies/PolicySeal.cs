using System.Security.Cryptography;
using System.Text;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// A keyed digest of a whole header, kept in (0012,0064). It proves that an object is exactly what our policies made of it with this key,
/// so that applying them once more can be left out safely: dates would move twice, and a record alone could come from anybody.
/// </summary>
/// <remarks>Covers every element at every depth: bytes of values up to 1 MiB, of anything longer and of pixel data the length only.</remarks>
internal static class PolicySeal
{
    /// <summary>Bytes of the longest value that is covered byte for byte: 1 MiB.</summary>
    public const int LongestValue = 1024 * 1024;

    /// <summary>What the seal's item says; behind it stand the last two digits of each code that was claimed under a seal of ours.</summary>
    private const string Meaning = "DeidPS seal";
    private const string ClaimPrefix = "1131";
    private const int Length = 16;

    /// <summary>Crockford's 32 characters.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static readonly DicomTag s_codeValue = new(0x00080100);
    private static readonly DicomTag s_scheme = new(0x00080102);
    private static readonly DicomTag s_meaning = new(0x00080104);

    /// <summary>Seals an object with a key, in place of a seal that is there.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="key">The key.</param>
    /// <param name="claims">Codes of the options carried out by this run, and by earlier ones that a seal vouched for.</param>
    public static void Write(DicomDataset dataset, DeidKey key, IEnumerable<string> claims)
    {
        // Always the last item: two policies leave the same bytes in one run and in two.
        if (Find(dataset) is { } earlier)
        {
            dataset.Find(DicomTags.DeidentificationMethodCodeSequence)!.RemoveItems(i => i == earlier);
        }

        var item = new DicomDataset();
        item.SetText(s_codeValue, new string('0', Length), DicomVR.SH);
        item.SetText(s_scheme, ApplicationRecord.CodingScheme, DicomVR.SH);
        dataset.AddItem(DicomTags.DeidentificationMethodCodeSequence, item);

        // The object's own (0012,0064) may have come with codes of strangers; only these are ours.
        item.SetText(s_meaning, string.Join(' ', claims.Where(c => c.StartsWith(ClaimPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(c => c[ClaimPrefix.Length..]).Prepend(Meaning)), DicomVR.LO);

        item.SetText(s_codeValue, Compute(dataset, key, item), DicomVR.SH);
    }

    /// <summary>True when an object says that it is sealed.</summary>
    public static bool IsPresent(DicomDataset dataset) => Find(dataset) is not null;

    /// <summary>True when the object is as it was when somebody with this key sealed it.</summary>
    public static bool IsValid(DicomDataset dataset, DeidKey key) =>
        Find(dataset) is { } item
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(item.GetText(s_codeValue) ?? string.Empty), Encoding.UTF8.GetBytes(Compute(dataset, key, item)));

    /// <summary>Codes that were claimed under the seal; to be asked only when it is valid.</summary>
    public static HashSet<string> Claims(DicomDataset dataset) =>
        Find(dataset)?.GetText(s_meaning) is { } meaning
            ? meaning[Meaning.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => ClaimPrefix + c).ToHashSet(StringComparer.Ordinal)
            : [];

    private static DicomDataset? Find(DicomDataset dataset)
    {
        foreach (var item in dataset.Find(DicomTags.DeidentificationMethodCodeSequence)?.Items ?? [])
        {
            if (item.GetText(s_meaning)?.StartsWith(Meaning, StringComparison.Ordinal) == true && item.GetText(s_scheme) == ApplicationRecord.CodingScheme)
            {
                return item;
            }
        }

        return null;
    }

    private static string Compute(DicomDataset dataset, DeidKey key, DicomDataset seal)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        using (var form = new SealForm(key.Derive("seal", string.Empty)))
        {
            Add(dataset, form, seal);
            form.Finish(hash);
        }

        Span<char> text = stackalloc char[Length];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Alphabet[hash[i] & 31];
        }

        return new string(text);
    }

    /// <summary>The same bytes for the same content, whatever the transfer syntax, the form of lengths and the VR an item was written with.</summary>
    private static void Add(DicomDataset dataset, SealForm form, DicomDataset seal)
    {
        foreach (var element in dataset)
        {
            if (element.Tag.IsGroupLength || (dataset == seal && element.Tag == s_codeValue))
            {
                continue;
            }

            form.Add(element.Tag.Value);
            if (element.Items.Count > 0)
            {
                foreach (var item in element.Items)
                {
                    form.Add(0xFFFEE000);
                    Add(item, form, seal);
                    form.Add(0xFFFEE00D);
                }
            }
            else if (element.IsEncapsulated)
            {
                form.Add((uint)element.Fragments.Count);
                foreach (var fragment in element.Fragments)
                {
                    form.Add((uint)fragment.Length);
                }
            }
            else
            {
                var length = element.IsEmpty ? 0 : element.Length;
                form.Add((uint)length);
                if (length is > 0 and <= LongestValue && element.Tag.Group != 0x7FE0)
                {
                    form.Add(element.LoadBytes().Span, element.IsBigEndian ? element.VR.WordSize() : 1);
                }
            }
        }
    }
}
