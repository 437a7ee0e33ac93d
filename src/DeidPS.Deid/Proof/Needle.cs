namespace DeidPS.Deid.Proof;

/// <summary>One identifier of the originals, folded. Never shown.</summary>
internal sealed class Needle(string text, FindingRule rule, NeedleStrength strength)
{
    private HashSet<int>? _people;

    /// <summary>The folded text.</summary>
    public string Text { get; } = text;

    public FindingRule Rule { get; private set; } = rule;

    public NeedleStrength Strength { get; private set; } = strength;

    /// <summary>Han, kana or Hangul: such words are not parted by blanks.</summary>
    public bool IsIdeographic { get; } = text.AsSpan().ContainsAnyInRange('\u2E80', '\uDFFF');

    /// <summary>A date in one of its forms: judged by whose it is.</summary>
    public bool IsDate => Rule is FindingRule.Date or FindingRule.BirthDate;

    /// <summary>The patients, or for names the persons, whose it is.</summary>
    public IReadOnlyCollection<int> People => _people ?? (IReadOnlyCollection<int>)[];

    public bool IsOf(int person) => _people?.Contains(person) == true;

    /// <summary>The same text again: the more telling rule and the greater strength count.</summary>
    public void Merge(FindingRule rule, NeedleStrength strength, int person)
    {
        Rule = Rank(rule) < Rank(Rule) ? rule : Rule;
        Strength = strength > Strength ? strength : Strength;
        (_people ??= []).Add(person);
    }

    private static int Rank(FindingRule rule) => rule switch
    {
        FindingRule.PatientName => 0,
        FindingRule.PatientId => 1,
        FindingRule.BirthDate => 2,
        _ => 3 + (int)rule,
    };
}
