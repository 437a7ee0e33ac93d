using System.Management.Automation;
using DeidPS.Dicom;
using DeidPS.Store;
using DeidPS.Store.Requests;

namespace DeidPS;

/// <summary>Turns the name of a filter that comes with the module, or the path of a JSON file, into the filter; a filter stays what it is, and nothing stays nothing.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SeriesFilterTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        ArgumentNullException.ThrowIfNull(engineIntrinsics);
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return value switch
            {
                null or SeriesFilter => value,
                string name when !string.IsNullOrWhiteSpace(name) => SeriesFilter.Find(name.Trim()) ?? Read(engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(name)),

                // The engine takes this inner error for "not mine" and tries the other ways to bind a parameter.
                _ => throw new ArgumentTransformationMetadataException(
                    "Give the name of a series filter, the path of its JSON file, or what New-DeidSeriesFilter puts out.",
                    new PSInvalidCastException("This is neither a series filter nor the name or path of one.")),
            };
        }
        catch (DeidException exception)
        {
            throw new ArgumentTransformationMetadataException($"{exception.Message} {exception.RecommendedAction}", exception);
        }
    }

    private static SeriesFilter Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > SeriesFilter.MaximumLength * 4L)
            {
                throw new StoreException(StoreException.SeriesFilterInvalid, $"'{path}' is too large to be a series filter.", "Name the JSON file of a filter.");
            }

            return SeriesFilter.Parse(File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StoreException(
                StoreException.SeriesFilterInvalid, $"There is no series filter of that name, and no file that can be read at '{path}' ({error.GetType().Name}).", $"The filters that come with the module are: {string.Join(", ", SeriesFilter.BuiltIn)}.");
        }
    }
}
