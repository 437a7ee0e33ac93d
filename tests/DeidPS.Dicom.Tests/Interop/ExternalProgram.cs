using System.Diagnostics;

namespace DeidPS.Dicom.Tests.Interop;

/// <summary>Runs a program of another maker (DCMTK, GDCM, dicom3tools, pydicom) where it is installed.</summary>
internal sealed record ExternalProgram(string Path)
{
    public static ExternalProgram? DcmDump => Find("dcmdump");

    public static ExternalProgram? GdcmDump => Find("gdcmdump");

    public static ExternalProgram? Dciodvfy => Find("dciodvfy");

    /// <summary>A Python that has pydicom; Debian's own first, since a virtual environment may shadow it.</summary>
    public static ExternalProgram? PythonWithPydicom { get; } = FindPython();

    public static ExternalProgram? Find(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(System.IO.Path.PathSeparator);
        var path = folders.Where(f => f.Length > 0).Select(f => System.IO.Path.Combine(f, name)).FirstOrDefault(File.Exists);
        return path is null ? null : new ExternalProgram(path);
    }

    /// <summary>Runs the program to its end.</summary>
    public ProgramResult Run(params string[] arguments) => Run(null, arguments);

    /// <summary>Runs the program with the given standard input.</summary>
    public ProgramResult Run(string? input, string[] arguments)
    {
        var start = new ProcessStartInfo(Path)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = System.Text.Encoding.Latin1,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ProgramResult(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static ExternalProgram? FindPython()
    {
        foreach (var candidate in new[] { new ExternalProgram("/usr/bin/python3"), Find("python3") })
        {
            if (candidate is not null && File.Exists(candidate.Path) && candidate.Run("-c", "import pydicom").ExitCode == 0)
            {
                return candidate;
            }
        }

        return null;
    }
}
