namespace DeidPS.Store.Projects;

/// <summary>What a project may be called (workflow section 3): one word that is also a folder's name on every system.</summary>
public static class ProjectName
{
    /// <summary>Characters at most.</summary>
    public const int Longest = 24;

    /// <summary>Checks an id or alias.</summary>
    /// <exception cref="StoreException">StoreValueInvalid.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > Longest || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            throw new StoreException(StoreException.StoreValueInvalid, $"'{Shown(name)}' cannot be the id of a project.", $"Use 1 to {Longest} letters, digits, '_' and '-'.");
        }

        if (ReservedNames.Contains(name))
        {
            throw new StoreException(StoreException.StoreValueInvalid, $"'{name}' is a reserved name.", "Choose another id.");
        }
    }

    private static string Shown(string name) => name.Length > 40 ? name[..40] + "..." : name;
}
