using System.Management.Automation;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS;

/// <summary>Turns the name of a registered node into the node; a node stays what it is.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class DicomNodeTransformAttribute : ArgumentTransformationAttribute
{
    /// <summary>False to take nodes only.</summary>
    public bool AllowNames { get; set; } = true;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return value switch
            {
                DicomNode node => node,
                string name when AllowNames && !string.IsNullOrWhiteSpace(name) => NodeRegistry.Default().Get(name.Trim()),

                // The engine takes this inner error for "not mine" and tries the other ways to bind a parameter.
                _ => throw new ArgumentTransformationMetadataException(
                    "Give the name of a registered node, or what Get-DicomNode puts out.",
                    new PSInvalidCastException("This is neither a node nor the name of one.")),
            };
        }
        catch (DeidException exception)
        {
            throw new ArgumentTransformationMetadataException($"{exception.Message} {exception.RecommendedAction}", exception);
        }
    }
}
