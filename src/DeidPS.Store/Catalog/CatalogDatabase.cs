using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DeidPS.Store.Catalog;

/// <summary>
/// The catalogue of a store. Write transactions of a store are serial on every machine: SQLite takes its one write lock at the beginning,
/// PostgreSQL an advisory lock. They are short and touch no file, so nothing can wait for each other in a circle. Thread safe.
/// </summary>
public sealed class CatalogDatabase : IDisposable
{
    /// <summary>Seconds a transaction waits for its turn.</summary>
    private const int BusyTimeoutSec = 60;

    /// <summary>Number of the advisory lock: the letters DEID.</summary>
    private const long LockNumber = 0x44454944;

    /// <summary>Seconds that somebody who only reads waits for anything: he waits at a prompt.</summary>
    private const int ReadTimeoutSec = 1;

    private readonly string _connectionString;
    private readonly bool _isReadOnly;
    private readonly NpgsqlDataSource? _server;

    private CatalogDatabase(CatalogKind kind, string connectionString, bool isReadOnly = false)
    {
        Kind = kind;
        _isReadOnly = isReadOnly;
        _connectionString = connectionString;

        // Text and numbers are all there is; to read the server's list of types would take longer than most commands.
        _server = kind == CatalogKind.PostgreSql ? new NpgsqlDataSourceBuilder(connectionString).ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build() : null;
    }

    /// <summary>Which database it is.</summary>
    public CatalogKind Kind { get; }

    /// <summary>Opens a catalogue in a file.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="create">True to make it when it is missing.</param>
    /// <exception cref="StoreException">StoreUnusable.</exception>
    public static CatalogDatabase OpenFile(string path, bool create) => Prepare(
        new CatalogDatabase(
            CatalogKind.Sqlite,
            new SqliteConnectionStringBuilder { DataSource = path, Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite, DefaultTimeout = BusyTimeoutSec, ForeignKeys = true }.ToString()),
        create);

    /// <summary>Opens a catalogue on a server.</summary>
    /// <param name="connectionString">Connection string of Npgsql; its search path names the schema.</param>
    /// <param name="create">True to make its tables when they are missing.</param>
    /// <exception cref="StoreException">StoreUnusable.</exception>
    public static CatalogDatabase OpenServer(string connectionString, bool create)
    {
        try
        {
            return Prepare(new CatalogDatabase(CatalogKind.PostgreSql, new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = BusyTimeoutSec }.ToString()), create);
        }
        catch (ArgumentException error)
        {
            throw new StoreException(StoreException.StoreUnusable, "The connection string of the catalogue cannot be read.", "Write it as Host=...;Database=...;Username=...", error);
        }
    }

    /// <summary>Opens a catalogue in a file for a short look: it is there, of this version, and stays as it is.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <exception cref="StoreException">StoreUnusable.</exception>
    internal static CatalogDatabase OpenFileToRead(string path) =>
        CheckCurrent(new CatalogDatabase(CatalogKind.Sqlite, new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = ReadTimeoutSec }.ToString(), isReadOnly: true));

    /// <summary>Opens a catalogue on a server for a short look: it is there, of this version, and stays as it is.</summary>
    /// <param name="connectionString">Connection string of Npgsql.</param>
    /// <exception cref="StoreException">StoreUnusable.</exception>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    internal static CatalogDatabase OpenServerToRead(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Timeout = ReadTimeoutSec, CommandTimeout = ReadTimeoutSec };
        builder.Options = $"{builder.Options} -c default_transaction_read_only=on".Trim();
        return CheckCurrent(new CatalogDatabase(CatalogKind.PostgreSql, builder.ToString(), isReadOnly: true));
    }

    /// <summary>Changes the catalogue: all of it or nothing.</summary>
    /// <param name="work">The statements; no files, no waiting.</param>
    /// <typeparam name="T">What the work gives back.</typeparam>
    /// <exception cref="StoreException">StoreUnusable, or what the work throws; nothing is changed then.</exception>
    public T Write<T>(Func<CatalogTransaction, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Run(
            connection =>
            {
                using var transaction = connection.BeginTransaction(Kind == CatalogKind.Sqlite ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted);
                if (Kind == CatalogKind.PostgreSql)
                {
                    connection.Execute("select pg_advisory_xact_lock(@LockNumber)", new { LockNumber }, transaction);
                }

                var result = work(new CatalogTransaction(connection, transaction));
                transaction.Commit();
                return result;
            });
    }

    /// <summary>Changes the catalogue: all of it or nothing.</summary>
    public void Write(Action<CatalogTransaction> work) => Write(
        tx =>
        {
            work(tx);
            return true;
        });

    /// <summary>Reads what was committed at one moment; never waits for those who write.</summary>
    public T Read<T>(Func<CatalogTransaction, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Run(
            connection =>
            {
                using var transaction = BeginRead(connection);
                return work(new CatalogTransaction(connection, transaction));
            });
    }

    /// <summary>Reads rows as they come, in one snapshot.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <typeparam name="T">The rows.</typeparam>
    public IEnumerable<T> Stream<T>(string sql, object? parameters = null)
    {
        using var connection = Open();
        using var transaction = BeginRead(connection);
        foreach (var row in new CatalogTransaction(connection, transaction).Stream<T>(sql, parameters))
        {
            yield return row;
        }
    }

    /// <summary>Makes a file keep readers and the writer apart; stays so. Outside a transaction.</summary>
    internal void UseWriteAheadLog() => Run(connection => connection.Execute("pragma journal_mode = wal"));

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        if (Kind == CatalogKind.Sqlite)
        {
            using var connection = new SqliteConnection(_connectionString);
            if (!_isReadOnly)
            {
                Truncate(connection);
            }

            SqliteConnection.ClearPool(connection);
        }
    }

    /// <summary>What was erased is not to stand in the log beside the file either. Whoever else uses the catalogue keeps us from it; then the last one does it.</summary>
    private static void Truncate(SqliteConnection connection)
    {
        try
        {
            connection.Open();
            connection.Execute("pragma busy_timeout = 0; pragma wal_checkpoint(truncate)");
        }
        catch (SqliteException)
        {
            // The file is gone, or in use.
        }
    }

    private DbTransaction BeginRead(DbConnection connection) =>
        connection is SqliteConnection file ? file.BeginTransaction(deferred: true) : connection.BeginTransaction(IsolationLevel.RepeatableRead);

    private static CatalogDatabase Prepare(CatalogDatabase catalog, bool create) => Checked(catalog, c => CatalogSchema.Prepare(c, create));

    private static CatalogDatabase CheckCurrent(CatalogDatabase catalog) => Checked(catalog, CatalogSchema.RequireCurrent);

    private static CatalogDatabase Checked(CatalogDatabase catalog, Action<CatalogDatabase> check)
    {
        try
        {
            check(catalog);
            return catalog;
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    private T Run<T>(Func<DbConnection, T> work)
    {
        try
        {
            using var connection = Open();
            return work(connection);
        }
        catch (DbException error)
        {
            throw Describe(error);
        }
    }

    private DbConnection Open()
    {
        if (_server is not null)
        {
            return _server.OpenConnection();
        }

        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();

            if (_isReadOnly)
            {
                return connection;
            }

            // A committed transaction survives a power cut: success was answered on its account.
            connection.Execute("pragma synchronous = full");

            // What is deleted is written over: keys of the look-up table are not to be found in the file.
            connection.Execute("pragma secure_delete = on");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Database messages may quote values, so they are left out; the code tells enough.</summary>
    private static StoreException Describe(DbException error) => error switch
    {
        SqliteException { SqliteErrorCode: 5 or 6 } => new StoreException(StoreException.StoreBusy, $"The catalogue was in use for more than {BusyTimeoutSec} s.", "Try again; look for a process that hangs."),
        SqliteException { SqliteErrorCode: 14 } => new StoreException(StoreException.StoreUnusable, "The catalogue cannot be opened.", "Check the path of the store and the permissions of its folder db."),
        SqliteException { SqliteErrorCode: 13 } => new StoreException(StoreException.StoreUnusable, "The disk of the catalogue is full.", "Free space."),
        SqliteException { SqliteErrorCode: 26 or 11 } => new StoreException(StoreException.StoreUnusable, "The catalogue is damaged or no catalogue.", "Restore it from a backup (Backup-DeidStore)."),
        SqliteException sqlite => new StoreException(StoreException.StoreUnusable, FormattableString.Invariant($"The catalogue refused a statement (SQLite {sqlite.SqliteExtendedErrorCode})."), "Check the disk and the permissions of the folder db; run Test-DeidStore."),
        PostgresException server => new StoreException(StoreException.StoreUnusable, $"The catalogue refused a statement (SQLSTATE {server.SqlState}).", "Look into the log of the database server."),
        _ => new StoreException(StoreException.StoreUnusable, $"The catalogue cannot be reached ({error.GetType().Name}).", "Check that the database server runs and that the connection string is right."),
    };
}
