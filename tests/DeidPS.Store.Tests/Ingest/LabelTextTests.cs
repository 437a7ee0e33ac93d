using DeidPS.Store.Ingest;

namespace DeidPS.Store.Tests.Ingest;

/// <summary>Labels and ids: workflow section 3, section 5 R6, section 11 C16.</summary>
public sealed class LabelTextTests
{
    [Theory]
    [InlineData("subj001", "subj001")]
    [InlineData("  a b^c=d ", "a_b_c_d")]
    [InlineData("Müller", "M_ller")]
    [InlineData("\U0001F600x", "_x")]
    [InlineData("a/../b\\c:d", "a_.._b_c_d")]
    [InlineData(".", "_")]
    [InlineData("..", "__")]
    [InlineData("a..", "a__")]
    [InlineData(".a", ".a")]
    [InlineData("CON", "_CON")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("Lpt9.", "_Lpt9_")]
    [InlineData("COM10", "COM10")]
    [InlineData("CONSOLE", "CONSOLE")]
    [InlineData("\0 \0", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("unassigned", null)]
    [InlineData("UNKNOWN ", null)]
    public void Cleaning_gives_a_label_or_nothing(string? text, string? expected)
    {
        Assert.Equal(expected, LabelText.Clean(text));
        if (expected is not null)
        {
            Assert.Null(LabelText.Problem(expected));
        }
    }

    [Fact]
    public void Long_texts_are_cut_and_stay_labels()
    {
        Assert.Equal(new string('a', 64), LabelText.Clean(new string('a', 65)));
        Assert.Equal(new string('a', 63) + "_", LabelText.Clean(new string('a', 63) + ".b"));
        Assert.Equal("_AUX." + new string('a', 59), LabelText.Clean("AUX." + new string('a', 60)));
    }

    [Theory]
    [InlineData("a", null)]
    [InlineData("", "empty")]
    [InlineData("a b", "letters")]
    [InlineData("é", "letters")]
    [InlineData("a.", "dot")]
    [InlineData("..", "dot")]
    [InlineData("nul.a", "device")]
    [InlineData("com0", "device")]
    [InlineData("Unassigned", "no label")]
    public void A_problem_is_named(string text, string? word)
    {
        var problem = LabelText.Problem(text);
        Assert.Equal(word is null, problem is null);
        Assert.Contains(word ?? string.Empty, problem ?? string.Empty, StringComparison.Ordinal);
        if (word is null)
        {
            LabelText.Check(text);
        }
        else
        {
            Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => LabelText.Check(text)).ErrorId);
        }
    }

    [Fact]
    public void Originals_that_give_one_label_are_told_apart()
    {
        var taken = new Dictionary<string, string>(LabelText.Comparer);
        Assert.Equal("a_b", Give("a b"));
        Assert.Equal("a_b", Give("a b"));
        Assert.Equal("a_b-2", Give("a/b"));
        Assert.Equal("A_B-3", Give("A?B"));
        Assert.Equal("a_b-2", Give("a/b"));
        Assert.Equal(new string('x', 64), Give(new string('x', 70)));
        Assert.Equal(new string('x', 62) + "-2", Give(new string('x', 71)));
        Assert.Equal("A_b-2-2", Give("A b-2"));

        string Give(string original)
        {
            if (taken.FirstOrDefault(t => t.Value == original) is { Key: { } known })
            {
                return known;
            }

            var label = LabelText.Distinct(LabelText.Clean(original)!, l => taken.TryGetValue(l, out var other) && other != original);
            taken.Add(label, original);
            return label;
        }
    }

    [Fact]
    public void The_search_for_a_free_label_ends() =>
        Assert.Equal(StoreException.StoreItemExists, Assert.Throws<StoreException>(() => LabelText.Distinct("a", _ => true)).ErrorId);

    [Theory]
    [InlineData("LUNG", true)]
    [InlineData("a-b_9", true)]
    [InlineData("123456789012345678901234", true)]
    [InlineData("1234567890123456789012345", false)]
    [InlineData("", false)]
    [InlineData("a.b", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    [InlineData("unassigned", false)]
    [InlineData("_UNASSIGNED", false)]
    [InlineData("Prearchive", false)]
    [InlineData("archive", false)]
    [InlineData("HOLD", false)]
    [InlineData("cache", false)]
    [InlineData("Aux", false)]
    [InlineData("com1", false)]
    [InlineData("com", true)]
    public void Project_ids_follow_the_rule(string id, bool isSound)
    {
        Assert.Equal(isSound, ProjectName.Problem(id) is null);
        Assert.Equal(isSound ? null : StoreException.StoreValueInvalid, (Record.Exception(() => ProjectName.Check(id)) as StoreException)?.ErrorId);
    }
}
