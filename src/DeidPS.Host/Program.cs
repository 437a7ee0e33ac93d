namespace DeidPS.Host;

/// <summary>The entry point of the console host.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
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
