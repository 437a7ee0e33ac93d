using System.Text;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>One file built by hand, through the whole walk.</summary>
internal sealed class HostileFile : IDisposable
{
    /// <summary>What must not be in any output.</summary>
    public const string Name = "ZZSECRET";

    /// <summary>These tests ask what a rule does to a file, not whether its kind may be released.</summary>
    private static readonly HashSet<HeldCase> s_kinds = [.. Enum.GetValues<HeldCase>().Where(c => c != HeldCase.UnknownAttribute)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs a script; true when a copy was written that holds <see cref="Name"/>.</summary>
    public (AnonymiseResult Result, bool Leaks) Run(byte[] file, string script, string relativeFolder = "")
    {
        var path = _folder.File("in.dcm");
        File.WriteAllBytes(path, file);
        var compilation = DicomEditScript.Compile("version \"6.7\"\n" + script, "test");
        Assert.True(compilation.Script is not null, string.Join('\n', compilation.Diagnostics.Select(d => d.Message)));
        var context = new PolicyContext { Variables = new Dictionary<string, string> { ["subject"] = "S1", ["session"] = "S1_1", ["dateShiftDays"] = "-70" }, Key = new(new byte[32]), Accepts = s_kinds };
        var runner = new PolicyRunner([new DeidPolicy("test", compilation.Script)], context);
        var result = new FileAnonymiser(runner, new AnonymiseOptions { Destination = _folder.File("out"), Overwrite = true }).Process(path, relativeFolder, 0, WriteMode.Write, default);
        return (result, result.Status == AnonymiseStatus.Written && File.ReadAllBytes(result.Destination!).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Name)) >= 0);
    }
}
