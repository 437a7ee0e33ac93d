using System.Management.Automation;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>Parameters: the same name means the same everywhere, and what can be completed is.</summary>
public sealed class ParameterTests : IDisposable
{
    /// <summary>What can only be made up, or is for others to know: labels and names that are given for the first time, labels from a list without a store.</summary>
    private static readonly HashSet<string> s_free =
    [
        "New-DeidProject -Id", "New-DeidSeriesFilter -Name", "Grant-DeidShare -Label", "Invoke-DicomQuery -Subject", "Invoke-DicomQuery -Session", "Receive-DicomStudy -Subject", "Receive-DicomStudy -Session",
    ];

    /// <summary>Names with one meaning and several types: objects from a pipeline, the states of each kind of thing, and the headers of lists of requests, where To is a date.</summary>
    private static readonly HashSet<string> s_severalTypes = ["InputObject", "State", "To", "Node"];

    private static readonly string[] s_complete =
    [
        "Project", "Subject", "Session", "Node", "Policy", "Tag", "Option", "Profile", "SeriesFilter", "Id", "Entry", "Batch", "To", "Identity", "Owner", "By", "Action", "Actor", "Rule", "Label", "Name", "Modality",
        "ExcludeModality", "IncludeModality", "ExcludeTag", "IncludeTag", "ExcludeSopClass", "IncludeSopClass", "ExcludeImageType", "IncludeImageType", "DateFormat", "CalledAE", "CallingAE", "MoveDestination", "Sender", "SharedFrom",
        "State", "Target", "Role", "SiteRole", "Allow", "Layout", "Level", "RetrieveMethod", "Result", "FaceModality", "FailOn", "Kind", "Scope", "Mode", "Accessibility", "OptOut", "OnMultiple", "Accept", "Model",
    ];

    private readonly ModuleSession _session = new();
    private readonly List<(CmdletInfo Cmdlet, ParameterMetadata Parameter)> _parameters;

    public ParameterTests()
    {
        var common = Cmdlet.CommonParameters.Concat(Cmdlet.OptionalCommonParameters).ToHashSet();
        _parameters = [.. _session.Run("Get-Command -Module DeidPS -CommandType Cmdlet").Output.Select(o => (CmdletInfo)o.BaseObject).SelectMany(c => c.Parameters.Values.Where(p => !common.Contains(p.Name)).Select(p => (c, p)))];
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void What_can_be_completed_is()
    {
        var names = s_complete.ToHashSet();
        var asked = _parameters.Where(p => names.Contains(p.Parameter.Name)).ToList();
        Assert.Equal(names.Order(), asked.Select(p => p.Parameter.Name).Distinct().Order());
        var without = asked.Where(p => !IsCompleted(p.Parameter)).Select(p => $"{p.Cmdlet.Name} -{p.Parameter.Name}").ToHashSet();
        Assert.Equal(s_free.Order(), without.Order());
    }

    [Fact]
    public void Completers_are_made_without_parameters_and_answer_nothing_to_nothing()
    {
        var types = _parameters.SelectMany(p => p.Parameter.Attributes.OfType<ArgumentCompleterAttribute>()).Select(a => a.Type).Distinct().ToList();
        Assert.InRange(types.Count, 20, 100);
        Assert.All(types, type => Assert.NotNull(((IArgumentCompleter)Activator.CreateInstance(type)!).CompleteArgument("none", "none", "ZZ'[nothing", null!, new System.Collections.Hashtable())));
    }

    [Fact]
    public void A_name_has_one_type_everywhere_and_a_meaning_one_name()
    {
        Assert.All(_parameters.GroupBy(p => p.Parameter.Name, StringComparer.OrdinalIgnoreCase).Where(g => !s_severalTypes.Contains(g.Key)), group =>
        {
            Assert.Single(group.Select(p => p.Parameter.Name).Distinct());
            Assert.True(group.Select(p => Plain(p.Parameter)).Distinct().Count() == 1, $"-{group.Key}: {string.Join(", ", group.Select(p => Plain(p.Parameter).Name).Distinct())}");
        });
        var names = _parameters.Select(p => p.Parameter.Name).ToHashSet();
        Assert.All(names, n => Assert.DoesNotMatch("^Maximum|Seconds$|Timeout$|^Output|^File|^Folder|^Silent|Password$(?<!CertificatePassword)|Passcode", n));
        Assert.All(names.Where(n => n.EndsWith("Sec", StringComparison.Ordinal) || n.EndsWith("Minutes", StringComparison.Ordinal) || n.EndsWith("Days", StringComparison.Ordinal)), n => Assert.All(_parameters.Where(p => p.Parameter.Name == n), p => Assert.Equal(typeof(int), p.Parameter.ParameterType)));
        Assert.All(_parameters, p => Assert.DoesNotContain(Plain(p.Parameter), new[] { typeof(TimeSpan), typeof(DateOnly), typeof(Uri) }));
    }

    /// <summary>What conventions lay down: type, and aliases that each of that name has.</summary>
    [Theory]
    [InlineData("LiteralPath", typeof(string[]), "PSPath", "LP", "FullName")]
    [InlineData("Destination", typeof(string), "OutputPath")]
    [InlineData("Key", typeof(System.Security.SecureString))]
    [InlineData("KeyPath", typeof(string))]
    [InlineData("Store", typeof(string))]
    [InlineData("Csv", typeof(string))]
    [InlineData("Html", typeof(string))]
    [InlineData("Reason", typeof(string))]
    [InlineData("TimeoutSec", typeof(int))]
    [InlineData("IdleTimeoutSec", typeof(int))]
    [InlineData("ConnectTimeoutSec", typeof(int))]
    [InlineData("ThrottleLimit", typeof(int))]
    [InlineData("MaxResults", typeof(int))]
    [InlineData("Recurse", typeof(SwitchParameter))]
    [InlineData("PassThru", typeof(SwitchParameter))]
    [InlineData("Force", typeof(SwitchParameter))]
    [InlineData("Quiet", typeof(SwitchParameter))]
    public void Names_of_the_vocabulary_have_their_type_and_aliases(string name, Type type, params string[] aliases)
    {
        var found = _parameters.Where(p => p.Parameter.Name == name).ToList();
        Assert.NotEmpty(found);
        Assert.All(found, p =>
        {
            Assert.Equal(type, p.Parameter.ParameterType);
            Assert.All(aliases, a => Assert.Contains(a, p.Parameter.Aliases));
        });
    }

    [Fact]
    public void Nobody_types_a_secret_in_plain_text()
    {
        Assert.All(_parameters.Where(p => p.Parameter.Name is "Key" or "CertificatePassword" or "Credential"), p => Assert.NotEqual(typeof(string), p.Parameter.ParameterType));
        Assert.All(_parameters, p => Assert.DoesNotMatch("Secret|Token|Passphrase", p.Parameter.Name));
    }

    /// <summary>One of a list, and what may be missing.</summary>
    private static Type Plain(ParameterMetadata parameter)
    {
        var type = parameter.ParameterType.GetElementType() ?? parameter.ParameterType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    /// <summary>An enumeration, a list of values, a completer; or a range of dates, which has the name of a project in one cmdlet only.</summary>
    private static bool IsCompleted(ParameterMetadata parameter)
    {
        var type = Plain(parameter);
        return type.IsEnum || type.Name == "DateRange" || parameter.Attributes.Any(a => a is ArgumentCompleterAttribute or ValidateSetAttribute);
    }
}
