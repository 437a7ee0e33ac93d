using System.Globalization;
using System.Text;
using Dapper;

namespace DeidPS.Store.Catalog;

/// <summary>Conditions of a statement whose values are parameters of it. A list of values has a parameter for each: the databases do not agree on lists.</summary>
internal sealed class Conditions
{
    private readonly StringBuilder _sql = new();

    /// <summary>The parameters.</summary>
    public DynamicParameters Parameters { get; } = new();

    /// <summary>The conditions, each with <c>and</c> before it.</summary>
    public string Sql => _sql.ToString();

    /// <summary>Adds a condition without a value.</summary>
    public Conditions And(string condition)
    {
        _sql.Append(" and ").Append(condition);
        return this;
    }

    /// <summary>Adds a comparison, unless there is no value to compare with.</summary>
    /// <param name="comparison">Column and operator, such as <c>state =</c>.</param>
    /// <param name="value">The value; null for no condition.</param>
    public Conditions And(string comparison, object? value)
    {
        if (value is not null)
        {
            And($"{comparison} {Parameter(value)}");
        }

        return this;
    }

    /// <summary>Adds that a column has one of some values, unless there is no list.</summary>
    public Conditions AndIn(string column, IReadOnlyCollection<string>? values) =>
        values is null ? this : And(values.Count == 0 ? "1 = 0" : $"{column} in ({string.Join(", ", values.Select(Parameter))})");

    /// <summary>A parameter for a value, as statements name it.</summary>
    public string Parameter(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"p{Parameters.ParameterNames.Count()}");
        Parameters.Add(name, value);
        return "@" + name;
    }
}
