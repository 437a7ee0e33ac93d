using System.Text.Json;
using DeidPS.Store.Catalog;
using Npgsql;

namespace DeidPS.Store;

/// <summary>The file that says where a store's catalogue is; everything else is in the catalogue. Holds no secret.</summary>
internal static class SiteFile
{
    private const string EnvironmentPrefix = "Env:";

    /// <summary>Writes the file.</summary>
    /// <param name="layout">The store.</param>
    /// <param name="catalog">Connection string of a server, or Env:NAME; null for the file beside the images.</param>
    public static void Write(StoreLayout layout, string? catalog)
    {
        CheckNoSecret(catalog);
        var temporary = layout.SiteFile + ".new";
        using (var stream = File.Create(temporary))
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("catalog", catalog ?? "sqlite");
            json.WriteEndObject();
            json.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, layout.SiteFile, overwrite: true);
    }

    /// <summary>Opens the catalogue that the file names.</summary>
    /// <exception cref="StoreException">There is no store, or its catalogue cannot be used.</exception>
    public static CatalogDatabase Open(StoreLayout layout)
    {
        var catalog = Read(layout);
        return catalog == "sqlite" ? CatalogDatabase.OpenFile(layout.CatalogFile, create: false) : CatalogDatabase.OpenServer(Resolve(catalog), create: false);
    }

    /// <summary>Opens the catalogue that the file names, for reading only: nothing is written, made or brought to a newer version.</summary>
    /// <exception cref="StoreException">There is no store, or its catalogue cannot be used, or not by this version.</exception>
    public static CatalogDatabase OpenToRead(StoreLayout layout)
    {
        var catalog = Read(layout);
        return catalog == "sqlite" ? CatalogDatabase.OpenFileToRead(layout.CatalogFile) : CatalogDatabase.OpenServerToRead(Resolve(catalog));
    }

    /// <summary>Makes a catalogue.</summary>
    public static CatalogDatabase Create(StoreLayout layout, string? catalog)
    {
        CheckNoSecret(catalog);
        return catalog is null ? CatalogDatabase.OpenFile(layout.CatalogFile, create: true) : CatalogDatabase.OpenServer(Resolve(catalog), create: true);
    }

    private static string Read(StoreLayout layout)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(layout.SiteFile));
            return document.RootElement.GetProperty("catalog").GetString() ?? throw new StoreException(StoreException.StoreUnusable, "config/site.json of the store names no catalogue.", "Restore the file from a backup.");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StoreException(StoreException.StoreItemNotFound, $"There is no store in '{layout.Root}'.", "Initialize-DeidStore makes one; -Store names the folder of one that is there.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StoreException(StoreException.StoreUnusable, $"config/site.json of the store cannot be read ({error.GetType().Name}).", "Check the permissions of the file, or restore it from a backup.");
        }
    }

    private static string Resolve(string catalog)
    {
        if (!catalog.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return catalog;
        }

        var name = catalog[EnvironmentPrefix.Length..];
        return Environment.GetEnvironmentVariable(name) ?? throw new StoreException(StoreException.StoreUnusable, $"The environment variable {name}, which holds the catalogue's connection string, is not set.", "Set it for this account.");
    }

    private static void CheckNoSecret(string? catalog)
    {
        if (catalog is null || catalog.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        string? password;
        try
        {
            password = new NpgsqlConnectionStringBuilder(catalog).Password;
        }
        catch (ArgumentException)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "The connection string of the catalogue cannot be read.", "Write it as Host=...;Database=...;Username=...");
        }

        if (!string.IsNullOrEmpty(password))
        {
            throw new StoreException(StoreException.StoreValueInvalid, "The connection string holds a password, and the store's file must not.", "Use a password file (PGPASSFILE), a certificate, or Env:NAME for an environment variable with the whole string.");
        }
    }
}
