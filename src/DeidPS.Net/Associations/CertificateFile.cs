using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DeidPS.Net;

/// <summary>Loads certificates from files and from the certificate store.</summary>
internal static class CertificateFile
{
    /// <summary>Our own certificate with its private key, then the intermediate ones that came with it.</summary>
    /// <param name="name">Path of a PKCS #12 or PEM file (a PEM file may hold the key, or a file of the same name with .key does), or a thumbprint.</param>
    /// <param name="password">Password of the private key; null for none.</param>
    public static X509Certificate2Collection LoadOwn(string name, string? password)
    {
        try
        {
            var found = File.Exists(name) ? LoadFile(name, password) : LoadFromStore(name);
            return found.Count > 0 && found[0].HasPrivateKey ? found : throw Unusable("holds no private key", null);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unusable("cannot be read, or its password is wrong or missing", error);
        }
    }

    /// <summary>Certificates that others must lead to.</summary>
    public static X509Certificate2Collection LoadRoots(string path)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            if (IsPem(path))
            {
                roots.ImportFromPemFile(path);
            }
            else
            {
                roots.Add(X509CertificateLoader.LoadCertificateFromFile(path));
            }

            return roots.Count > 0 ? roots : throw Unusable("holds no certificate", null);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new NetworkException("KeyUnreadable", $"The file with trusted certificates cannot be read ({error.GetType().Name}).", "Name a file with certificates in PEM or DER form: -TrustedRoots.", error);
        }
    }

    private static X509Certificate2Collection LoadFile(string path, string? password)
    {
        if (!IsPem(path))
        {
            var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password, X509KeyStorageFlags.DefaultKeySet);
            return [.. all.OrderByDescending(c => c.HasPrivateKey)];
        }

        var beside = Path.ChangeExtension(path, ".key");
        var keyPath = File.ReadAllText(path).Contains("PRIVATE KEY-----", StringComparison.Ordinal) || !File.Exists(beside) ? path : beside;
        var own = password is null ? X509Certificate2.CreateFromPemFile(path, keyPath) : X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);
        chain[0] = own;
        return chain;
    }

    private static X509Certificate2Collection LoadFromStore(string thumbprint)
    {
        foreach (var location in (StoreLocation[])[StoreLocation.CurrentUser, StoreLocation.LocalMachine])
        {
            using var store = new X509Store(StoreName.My, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (CryptographicException)
            {
                // A machine without that store has nothing in it.
                continue;
            }

            var found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false);
            if (found.Count > 0)
            {
                return found;
            }
        }

        throw Unusable("was not found, neither as a file nor in the certificate store", null);
    }

    private static bool IsPem(string path)
    {
        using var reader = new StreamReader(path);
        var head = new char[64 * 1024];
        var count = reader.ReadBlock(head);
        return head.AsSpan(0, count).Contains("-----BEGIN ", StringComparison.Ordinal);
    }

    private static NetworkException Unusable(string why, Exception? cause) =>
        new("KeyUnreadable", $"Our TLS certificate {why}.", "Name a PKCS #12 or PEM file with its private key, or a thumbprint of the certificate store, and give the password with -CertificatePassword.", cause);
}
