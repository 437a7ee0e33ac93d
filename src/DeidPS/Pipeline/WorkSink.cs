using System.Management.Automation;

namespace DeidPS;

/// <summary>
/// What a worker says about one item: kept until the item's turn comes, then written by the pipeline thread. Workers never see the cmdlet.
/// </summary>
public sealed class WorkSink
{
    private readonly List<PipelineMessage> _messages = [];

    /// <summary>Adds an object to the output.</summary>
    public void Write(object value) => _messages.Add(PipelineMessage.Output(value));

    /// <summary>Adds an error about the item.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="target">A path, tag or position.</param>
    public void Error(Exception exception, object? target) => _messages.Add(PipelineMessage.Error(exception, target));

    /// <summary>Adds a warning: something worked and deserves attention. No attribute value.</summary>
    public void Warning(string text) => _messages.Add(PipelineMessage.Warning(text));

    /// <summary>Adds a verbose line. No attribute value.</summary>
    public void Verbose(string text) => _messages.Add(PipelineMessage.Verbose(text));

    /// <summary>Writes everything to the cmdlet, on the pipeline thread.</summary>
    internal void WriteTo(Cmdlet cmdlet)
    {
        foreach (var message in _messages)
        {
            message.WriteTo(cmdlet);
        }
    }
}
