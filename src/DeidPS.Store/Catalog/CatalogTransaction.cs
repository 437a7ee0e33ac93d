using System.Data.Common;
using Dapper;

namespace DeidPS.Store.Catalog;

/// <summary>Statements within one transaction. SQL is what SQLite and PostgreSQL both understand; parameters are properties of an object, as <c>@Name</c>.</summary>
public sealed class CatalogTransaction
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;

    internal CatalogTransaction(DbConnection connection, DbTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    /// <summary>Changes rows.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, object? parameters = null) => _connection.Execute(sql, parameters, _transaction);

    /// <summary>Rows, all in memory.</summary>
    public IReadOnlyList<T> Query<T>(string sql, object? parameters = null) => _connection.Query<T>(sql, parameters, _transaction).AsList();

    /// <summary>Rows as they come; the transaction stays open meanwhile.</summary>
    public IEnumerable<T> Stream<T>(string sql, object? parameters = null) => _connection.Query<T>(sql, parameters, _transaction, buffered: false);

    /// <summary>The only row; null when there is none.</summary>
    public T? Find<T>(string sql, object? parameters = null)
        where T : class => _connection.QuerySingleOrDefault<T>(sql, parameters, _transaction);

    /// <summary>One number; 0 when there is none.</summary>
    public long Number(string sql, object? parameters = null) => _connection.ExecuteScalar<long?>(sql, parameters, _transaction) ?? 0;
}
