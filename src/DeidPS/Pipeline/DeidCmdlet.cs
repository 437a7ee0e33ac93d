using System.Management.Automation;
using DeidPS.Dicom;

namespace DeidPS;

/// <summary>
/// Base of every cmdlet: a token that Ctrl+C cancels, errors made in one place, and disposal. Derived cmdlets override
/// <see cref="OnBegin"/>, <see cref="OnRecord"/> and <see cref="OnEnd"/>.
/// </summary>
public abstract class DeidCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Creates the cmdlet.</summary>
    protected DeidCmdlet() => StopToken = _stop.Token;

    /// <summary>Cancelled when the pipeline is stopped or the cmdlet is disposed; every core method gets it.</summary>
    protected CancellationToken StopToken { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(OnBegin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(OnRecord);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(OnEnd);

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet ended while the stop was on its way.
        }
    }

    /// <summary>Runs once before the first input. A <see cref="DeidException"/> thrown here or below ends the cmdlet.</summary>
    protected virtual void OnBegin()
    {
    }

    /// <summary>Runs once for each input from the pipeline.</summary>
    protected virtual void OnRecord()
    {
    }

    /// <summary>Runs once after the last input.</summary>
    protected virtual void OnEnd()
    {
    }

    /// <summary>Frees what the cmdlet holds; called once, also after an error or a stop. An override calls the base last.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>Reports an error about one item; the cmdlet goes on.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="target">A path, tag or position; never a data set or a value.</param>
    protected void ReportError(Exception exception, object? target) => WriteError(ErrorRecords.From(exception, target));

    /// <summary>The full path of a file or folder that need not exist, such as a destination.</summary>
    /// <exception cref="InputPathException">The path is not one of the file system.</exception>
    protected string UnresolvedPath(string path) => new PathResolver(SessionState, ReportError).Unresolved(path);

    /// <summary>Resolves what the user typed into files, warns of folders that hold none, and counts ahead where the input does not come from a pipeline.</summary>
    private protected PathResolver NewFileResolver() => new(SessionState, ReportError) { OnWarning = WriteWarning, Count = MyInvocation.ExpectingInput ? null : new FileCount() };

    /// <summary>Asks whether something is to be done, and says why not.</summary>
    /// <param name="target">To what, as <c>'source' -> 'destination'</c>.</param>
    /// <param name="action">What is done, in words.</param>
    /// <param name="reason">Whether only a trial is asked for.</param>
    private protected bool ShouldProcess(string target, string action, out ShouldProcessReason reason)
    {
        // The engine's own overload takes whole sentences; these are the ones it makes itself where nobody wants the reason.
        var sentence = $"Performing the operation \"{action}\" on target \"{target}\".";
        return base.ShouldProcess(sentence, sentence, "Confirm", out reason);
    }

    /// <summary>Ends the cmdlet with an error: no item could succeed.</summary>
    protected void EndWithError(Exception exception, object? target) => ThrowTerminatingError(ErrorRecords.From(exception, target));

    private void Guard(Action step)
    {
        try
        {
            step();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (DeidException exception)
        {
            EndWithError(exception, null);
        }
    }
}
