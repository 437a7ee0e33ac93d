namespace DeidPS;

/// <summary>Something that brings objects from the network into the pipeline, such as the result of a retrieval.</summary>
public interface IReceivedObjects
{
    /// <summary>The objects, in the order they came. Who takes them disposes them.</summary>
    IReadOnlyList<ReceivedObject> Instances { get; }
}
