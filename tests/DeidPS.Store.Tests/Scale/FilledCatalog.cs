using DeidPS.Store.Catalog;

namespace DeidPS.Store.Tests.Scale;

/// <summary>Fills a catalogue with rows as years of work leave them, without any file: for what only the catalogue is asked.</summary>
internal static class FilledCatalog
{
    /// <summary>The project that everything is in or waits for, but every tenth entry, which waits for none.</summary>
    public const string Project = "LUNG";

    /// <summary>The moment of the first arrival; one follows each minute.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A label of a subject; ten sessions have it.</summary>
    public static string Subject(int count) => $"S{1_000_000 + (count / 20)}";

    /// <summary>A label of a session, and of an entry.</summary>
    public static string Session(int count) => $"E{1_000_000 + (count / 2)}";

    /// <summary>When an entry arrived, and when a session was archived.</summary>
    public static DateTimeOffset At(int number) => Start.AddMinutes(number);

    /// <summary>Adds entries, and as many sessions of a tenth as many subjects. Of a thousand one is PET, one came from another sender, and one is in conflict.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="count">Entries, and sessions.</param>
    public static void Fill(CatalogDatabase catalog, int count) => catalog.Write(tx =>
    {
        Add(tx, count);
        if (catalog.Kind == CatalogKind.PostgreSql)
        {
            // A server looks by itself, within minutes, at how much there is of what; a file never does.
            tx.Execute("analyze;");
        }
    });

    private static void Add(CatalogTransaction tx, int count)
    {
        var parameters = new { Count = (long)count, Start = Start.ToUnixTimeMilliseconds() };
        const string Numbers = " with recursive n(i) as (select cast(1 as bigint) union all select i + 1 from n where i < @Count) select ";
        tx.Execute(
            """
            insert into entry (id, project, subject, session, studykey, patientkey, state, flags, reviewed, message, conflicts, received, lastinstance, series, instances, bytes, held, filtered, duplicates, modalities,
                evidence, callingae, policies, folder, latefor, operation, createdby)
            """ + Numbers +
            """
            'A' || cast(1000000 + i as text), case i % 10 when 0 then null else 'LUNG' end, 'S' || cast(1000000 + i / 10 as text), 'E' || cast(1000000 + i as text), 'study' || cast(i as text), 'patient' || cast(i / 10 as text),
            case i % 1000 when 500 then 'Conflict' else 'Ready' end, 0, 0, null, case i % 1000 when 500 then 'C03' else '' end, @Start + i * 60000, @Start + i * 60000, 3, 300, 160000000, 0, 0, 0, 'CT',
            'IdleOnly', case i % 1000 when 500 then 'OTHER' else 'SECTRA' end, 'site-wide@0123456789ab', 'prearchive/LUNG/A' || cast(i as text) || '/E', null, null, 'service' from n
            """,
            parameters);
        tx.Execute("insert into subject (id, project, label, folded, patientkey, created)" + Numbers + "'u' || cast(i as text), 'LUNG', 'S' || cast(1000000 + i as text), 'S' || cast(1000000 + i as text), 'patient' || cast(i as text), @Start from n", new { Count = (count / 10L) + 1, parameters.Start });
        tx.Execute(
            """
            insert into session (id, project, subject, label, folded, studykey, studyuid, state, islocked, flags, policies, modalities, evidence, studydate, series, instances, bytes, archived, archivedby, folder, operation)
            """ + Numbers +
            """
            'i' || cast(i as text), 'LUNG', 'u' || cast(1 + i / 10 as text), 'E' || cast(1000000 + i as text), 'E' || cast(1000000 + i as text), 'study' || cast(i as text), '2.25.' || cast(i as text), 'Active', 0, 0,
            'site-wide@0123456789ab,project-level@0123456789ab', case i % 1000 when 500 then 'PT,CT' else 'CT' end, 'IdleOnly', '20200101', 3, 300, 160000000, @Start + i * 60000, 'owner', 'archive/LUNG/S' || cast(1000000 + i / 10 as text) || '/E' || cast(i as text), null from n
            """,
            parameters);
    }
}
