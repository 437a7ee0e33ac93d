using System.Security.Cryptography;
using System.Text;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Catalog;

namespace DeidPS.Store.Lookup;

/// <summary>
/// What identifies patients and has to be kept: each text is sealed with a random key of its own, which is wrapped with the site's. Whoever deletes the key
/// has erased the text, wherever copies of it are.
/// </summary>
internal static class SealedText
{
    private const string WrapPurpose = "lookup key";

    /// <summary>Seals a text with a new key, which is written down; gives back what is to be kept beside the id.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="key">The site's key.</param>
    /// <param name="id">Id of the row that keeps the text.</param>
    /// <param name="text">The text; overwritten.</param>
    public static string Seal(CatalogTransaction tx, DeidKey key, string id, byte[] text)
    {
        var secret = RandomNumberGenerator.GetBytes(RecordCipher.KeyLength);
        try
        {
            using var own = new RecordCipher(secret);
            using var site = RecordCipher.Of(key, WrapPurpose);
            tx.Execute("insert into lookupkey (id, wrapped) values (@id, @Wrapped)", new { id, Wrapped = Convert.ToBase64String(site.Seal(secret, Place(id))) });
            return Convert.ToBase64String(own.Seal(text, Place(id)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Opens a text; the caller overwrites it when it is done.</summary>
    /// <param name="key">The site's key.</param>
    /// <param name="id">Id of the row.</param>
    /// <param name="wrapped">Its key, as it is kept.</param>
    /// <param name="sealedText">The text, as it is kept.</param>
    /// <exception cref="PolicyException">MapConflict: it is damaged or was moved.</exception>
    public static byte[] Open(DeidKey key, string id, string wrapped, string sealedText)
    {
        using var site = RecordCipher.Of(key, WrapPurpose);
        var secret = site.TryOpen(Convert.FromBase64String(wrapped), Place(id)) ?? throw Damaged();
        using var own = new RecordCipher(secret);
        CryptographicOperations.ZeroMemory(secret);
        return own.TryOpen(Convert.FromBase64String(sealedText), Place(id)) ?? throw Damaged();
    }

    /// <summary>Erases the keys of some rows: written over, then deleted.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="rows">A query that gives the ids.</param>
    /// <param name="parameters">Its parameters.</param>
    public static void Erase(CatalogTransaction tx, string rows, object parameters)
    {
        tx.Execute($"update lookupkey set wrapped = '' where id in ({rows})", parameters);
        tx.Execute($"delete from lookupkey where id in ({rows})", parameters);
    }

    private static byte[] Place(string id) => Encoding.ASCII.GetBytes(id);

    private static PolicyException Damaged() => new("A row of the look-up table is damaged or was moved.", "Restore the catalogue from a backup.", "MapConflict");
}
