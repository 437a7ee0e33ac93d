namespace DeidPS.Host;

/// <summary>The entry point of the console host.</summary>
internal static class Program
{
    /// <summary>Names the variable that keeps the engine from writing an id into the home folder and from sending what was run.</summary>
    public const string TelemetryOptOut = "POWERSHELL_TELEMETRY_OPTOUT";

    private static int Main(string[] args)
    {
        // Read once, when the engine starts. Children inherit it.
        Environment.SetEnvironmentVariable(TelemetryOptOut, "1");
        var request = HostRequest.Parse(args);
        switch (request.Kind)
        {
            case HostRequestKind.Help:
                Console.Out.WriteLine(HostRequest.Usage);
                return HostExitCode.Success;
            case HostRequestKind.Invalid:
                Console.Error.WriteLine(request.Text);
                Console.Error.WriteLine(HostRequest.Usage);
                return HostExitCode.Usage;
            default:
                using (var session = new HostSession(new ConsoleHost()))
                {
                    return request.Kind == HostRequestKind.Prompt ? new InteractivePrompt(session).Run() : session.RunToEnd(request);
                }
        }
    }
}
