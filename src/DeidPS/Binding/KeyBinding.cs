using System.Net;
using System.Security;
using DeidPS.Deid.Pseudonyms;

namespace DeidPS;

/// <summary>Turns key parameters into a key, the same for every cmdlet that takes one.</summary>
internal static class KeyBinding
{
    /// <summary>The key a user gave, null for none.</summary>
    /// <param name="secret">-Key: a key in its text form, or a passphrase.</param>
    /// <param name="path">-KeyPath: a file, or Env:NAME.</param>
    /// <param name="resolve">Makes a path absolute.</param>
    /// <exception cref="Deid.Policies.PolicyException">Both are given, or the key cannot be read.</exception>
    public static DeidKey? From(SecureString? secret, string? path, Func<string, string> resolve)
    {
        if (secret is not null && path is not null)
        {
            throw new Deid.Policies.PolicyException("Both -Key and -KeyPath are given.", "Give one of them.", "KeyUnreadable");
        }

        return secret is not null
            ? KeyFile.FromSecret(new NetworkCredential(string.Empty, secret).Password)
            : path is null ? null : KeyFile.Read(path.StartsWith(KeyFile.EnvironmentPrefix, StringComparison.OrdinalIgnoreCase) ? path : resolve(path));
    }
}
