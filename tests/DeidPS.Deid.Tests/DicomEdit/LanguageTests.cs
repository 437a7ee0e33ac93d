using System.Globalization;

namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>The rules of the specification, one case each; every case names its section.</summary>
public sealed class LanguageTests
{
    public static TheoryData<ScriptCase> All()
    {
        var data = new TheoryData<ScriptCase>();
        foreach (var test in SyntaxCases.All.Concat(MeaningCases.All).Concat(FunctionCases.All))
        {
            data.Add(test);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Rule(ScriptCase test) => CaseRunner.Run(test);

    [Theory(DisplayName = "The user's culture changes nothing")]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void Cultures(string name)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
        try
        {
            foreach (var test in SyntaxCases.All.Concat(MeaningCases.All).Concat(FunctionCases.All).Where(c => !c.Title.Contains("too long", StringComparison.Ordinal)))
            {
                CaseRunner.Run(test);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
