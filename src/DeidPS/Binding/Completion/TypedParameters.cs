using System.Collections;
using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Parameters of a line that is being typed, as far as they are constants.</summary>
/// <param name="parameters">Values by the names of parameters.</param>
internal sealed class TypedParameters(IDictionary parameters)
{
    /// <summary>Values of a parameter; none when it is not there.</summary>
    public IReadOnlyList<string> All(string name) => parameters?[name] switch
    {
        string text => [text],
        IEnumerable list => [.. list.OfType<object>().Select(o => o.ToString()).OfType<string>()],
        object other when other.ToString() is { Length: > 0 } text => [text],
        _ => [],
    };

    /// <summary>The value of a parameter; null when it is not there, or empty.</summary>
    public string? One(string name) => All(name).FirstOrDefault(v => v.Length > 0);

    /// <summary>The projects that the line is about: those it names, else those that its entries wait for.</summary>
    public IReadOnlyList<string> Projects(StoreNames names) => All("Project") is { Count: > 0 } projects ? projects : [.. All("Id").Concat(All("Entry")).Select(names.ProjectOfEntry).OfType<string>().Distinct(StringComparer.Ordinal)];
}
