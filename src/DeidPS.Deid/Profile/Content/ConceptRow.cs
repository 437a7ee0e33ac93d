namespace DeidPS.Deid.Profile.Content;

/// <summary>One row of PS3.15 Table E.3.4-1: what the Basic Profile does to the content item, and what options do instead.</summary>
/// <param name="Basic">X, D or X/D.</param>
/// <param name="Options">Code K or C of each option that has one.</param>
internal sealed record ConceptRow(string Basic, IReadOnlyList<(ProfileOptions Option, char Code)> Options)
{
    /// <summary>
    /// The code with the chosen options: C before K before the Basic Profile's. X/D becomes D: templates are not known here, and a dummy
    /// never breaks one.
    /// </summary>
    public AttributeAction Resolve(ProfileOptions chosen)
    {
        var keeps = false;
        foreach (var (option, code) in Options)
        {
            if ((chosen & option) != 0)
            {
                if (code == 'C')
                {
                    return AttributeAction.Clean;
                }

                keeps = true;
            }
        }

        return keeps ? AttributeAction.Keep : Fallback;
    }

    /// <summary>What is done when nothing is left after cleaning.</summary>
    public AttributeAction Fallback => Basic == "X" ? AttributeAction.Remove : AttributeAction.Dummy;
}
