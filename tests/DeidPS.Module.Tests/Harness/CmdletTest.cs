namespace DeidPS.Module.Tests.Harness;

/// <summary>A session with the module and a folder that is removed afterwards.</summary>
public abstract class CmdletTest : IDisposable
{
    internal ModuleSession Session { get; } = new();

    internal string Folder { get; } = Directory.CreateTempSubdirectory("deidps-test-").FullName;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    internal RunResult Run(string script, params object[] arguments) => Session.Run(script, arguments);

    /// <summary>Runs a script that would go on for long, stops it, and gives the time the stop took.</summary>
    internal TimeSpan TimeToStop(string script, params object[] arguments)
    {
        using var shell = Session.Shell(script, arguments);
        var run = shell.BeginInvoke();
        Assert.False(run.AsyncWaitHandle.WaitOne(TimeSpan.FromMilliseconds(700)), "The script ended before it could be stopped.");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        shell.Stop();
        return clock.Elapsed;
    }

    protected virtual void Dispose(bool disposing)
    {
        Session.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
