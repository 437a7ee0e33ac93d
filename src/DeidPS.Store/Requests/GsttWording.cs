namespace DeidPS.Store.Requests;

/// <summary>
/// The phrases of GSTT's report of an import (workflow section 18). That report knows a success by its being in the project, and tells the rest apart by what the archive found.
/// </summary>
public static class GsttWording
{
    /// <summary>The study is in the project.</summary>
    public const string Success = "Success";

    /// <summary>The archive found nothing.</summary>
    public const string NotFound = "Accession number is wrong or is not attached to any images";

    /// <summary>The archive found a study without images.</summary>
    public const string NoImages = "No study instance UID attached to accession number, i.e. no images found";

    /// <summary>It is not in the project, and nothing says that the archive has not got it: somebody has to look why.</summary>
    public const string Expected = "Should have been successfully ingested";

    /// <summary>The phrase for a status.</summary>
    public static string Of(IngestionState status) => status switch
    {
        IngestionState.Archived => Success,
        IngestionState.NotFound => NotFound,
        IngestionState.NoImages => NoImages,
        _ => Expected,
    };
}
