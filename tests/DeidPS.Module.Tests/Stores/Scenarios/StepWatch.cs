using System.Diagnostics;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>
/// Hears of the steps of operations on a store of this process, whichever copy of the module works on it, in the thread that does the work. Uses nothing but the
/// runtime, so a console host can load it to kill itself at a step.
/// </summary>
public sealed class StepWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly string _root;
    private readonly Action<string> _onStep;
    private readonly List<IDisposable> _subscriptions = [];

    /// <param name="root">Folder of the store.</param>
    /// <param name="onStep">Told of each step.</param>
    public StepWatch(string root, Action<string> onStep)
    {
        (_root, _onStep) = (root, onStep);
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>Kills this process, as kill -9 does, when a step is reached for the given time.</summary>
    public static void KillAt(string root, string step, int time) => _ = new StepWatch(root, reached =>
    {
        if (reached == step && --time == 0)
        {
            using var process = Process.GetCurrentProcess();
            process.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    });

    /// <inheritdoc/>
    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "DeidPS.Store")
        {
            lock (_subscriptions)
            {
                _subscriptions.Add(value.Subscribe(this));
            }
        }
    }

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value as string == _root)
        {
            _onStep(value.Key);
        }
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_subscriptions)
        {
            _subscriptions.ForEach(s => s.Dispose());
        }
    }
}
