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

    /// <summary>An enumeration, a list of values, a completer; or a range of dates, which has the name of a project in one cmdlet only.</summary>
    private static bool IsCompleted(ParameterMetadata parameter)
    {
        var type = parameter.ParameterType.GetElementType() ?? parameter.ParameterType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum || type.Name == "DateRange" || parameter.Attributes.Any(a => a is ArgumentCompleterAttribute or ValidateSetAttribute);
    }
}
