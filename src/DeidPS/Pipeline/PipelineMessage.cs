using System.Management.Automation;

namespace DeidPS;

/// <summary>Something a worker has to say, on its way to the pipeline thread: the only thread that may write.</summary>
internal readonly record struct PipelineMessage
{
    private readonly Stream _stream;
    private readonly object _value;

    private PipelineMessage(Stream stream, object value)
    {
        _stream = stream;
        _value = value;
    }

    private enum Stream
    {
        Output,
        Error,
        Warning,
        Verbose,
        Call,
    }

    /// <summary>True for something to do there, which somebody waits for.</summary>
    public bool IsCall => _stream == Stream.Call;

    /// <summary>An object for the output.</summary>
    public static PipelineMessage Output(object value) => new(Stream.Output, value);

    /// <summary>An error about an item.</summary>
    public static PipelineMessage Error(Exception exception, object? target) => new(Stream.Error, ErrorRecords.From(exception, target));

    /// <summary>A warning.</summary>
    public static PipelineMessage Warning(string text) => new(Stream.Warning, text);

    /// <summary>A verbose line.</summary>
    public static PipelineMessage Verbose(string text) => new(Stream.Verbose, text);

    /// <summary>Something to do on the pipeline thread.</summary>
    public static PipelineMessage Call(Action<Cmdlet> action) => new(Stream.Call, action);

    /// <summary>Writes it, on the pipeline thread.</summary>
    public void WriteTo(Cmdlet cmdlet)
    {
        switch (_stream)
        {
            case Stream.Error:
                cmdlet.WriteError((ErrorRecord)_value);
                break;
            case Stream.Warning:
                cmdlet.WriteWarning((string)_value);
                break;
            case Stream.Verbose:
                cmdlet.WriteVerbose((string)_value);
                break;
            case Stream.Call:
                ((Action<Cmdlet>)_value)(cmdlet);
                break;
            default:
                cmdlet.WriteObject(_value);
                break;
        }
    }
}
