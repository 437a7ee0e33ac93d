namespace DeidPS.Store.Access;

/// <summary>Who acts: an identity of the operating system, never one that a parameter claims.</summary>
/// <param name="Identity"><c>DOMAIN\user</c> in upper case, or the user's name where there are no domains.</param>
public sealed record StoreCaller(string Identity)
{
    /// <summary>The account this process runs under.</summary>
    public static StoreCaller Current { get; } = new(Normalise(OperatingSystem.IsWindows() ? $"{Environment.UserDomainName}\\{Environment.UserName}" : Environment.UserName));

    /// <summary>The form in which identities are kept: names with a domain do not differ by case.</summary>
    /// <exception cref="StoreException">StoreValueInvalid.</exception>
    public static string Normalise(string identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var name = identity.Trim();
        if (name.Length is 0 or > 128 || name.Any(c => char.IsControl(c) || c is '*' or '?'))
        {
            throw new StoreException(StoreException.StoreValueInvalid, "The name of a person is empty, too long or holds characters that no account has.", @"Write DOMAIN\user, user@domain or user, as the operating system does.");
        }

        return name.Contains('\\', StringComparison.Ordinal) || name.Contains('@', StringComparison.Ordinal) ? name.ToUpperInvariant() : name;
    }

    /// <summary>The background work of a process, such as a receiver.</summary>
    public StoreCaller AsSystem() => new($"{Identity} (service on {Environment.MachineName})");
}
