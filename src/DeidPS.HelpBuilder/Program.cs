namespace DeidPS.HelpBuilder;

/// <summary>The entry point: <c>DeidPS.HelpBuilder &lt;module/bin&gt; &lt;folder of XML comments&gt; &lt;README.md or -&gt;</c>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is not [var bin, var comments, var readme])
        {
            Console.Error.WriteLine("Expected: the staged module/bin, the folder with the compiler's XML comments, and README.md or '-'.");
            return 2;
        }

        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        try
        {
            var help = new CmdletReader(Comments.Read(comments)).Read(bin);
            var folder = Directory.CreateDirectory(Path.Combine(bin, "en-US")).FullName;
            Maml.Write(help, Path.Combine(folder, "DeidPS.dll-Help.xml"));
            if (readme != "-")
            {
                ReadmeTable.Update(help, readme);
            }

            return 0;
        }
        catch (HelpException exception)
        {
            // The form in which the build shows errors.
            Console.Error.WriteLine($"{exception.Place} : error DEIDHELP: {exception.Message}");
            return 1;
        }
    }
}
