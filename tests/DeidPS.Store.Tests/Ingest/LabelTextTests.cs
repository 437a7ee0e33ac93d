using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Tests.Ingest;

/// <summary>Labels: workflow section 5 R6, section 11 C16.</summary>
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
    [InlineData("..a", "_.a")]
    [InlineData("Archive", "_Archive")]
    [InlineData("unassigned.x", "__unassigned.x")]
    [InlineData(".unassigned", "__unassigned")]
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
            Assert.True(LabelRules.IsLegal(expected));
        }
    }

    [Fact]
    public void Long_texts_are_cut_and_stay_labels()
    {
        Assert.Equal(new string('a', 64), LabelText.Clean(new string('a', 65)));
        Assert.Equal(new string('a', 63) + "_", LabelText.Clean(new string('a', 63) + ".b"));
        Assert.Equal("_AUX." + new string('a', 59), LabelText.Clean("AUX." + new string('a', 60)));
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
}
