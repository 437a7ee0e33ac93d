using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Dictionary;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>Policies as a run has them: shipped ones, scripts and profiles, with a key and the usual labels.</summary>
internal static class PolicyRun
{
    public static readonly DeidKey Key = new("0123456789abcdef0123456789abcdef"u8);

    public static readonly DeidKey OtherKey = new("fedcba9876543210fedcba9876543210"u8);

    public static string Folder { get; } = Path.Combine(RepositoryPath.Root, "module", "policies");

    public static PolicyContext Context { get; } = new()
    {
        Variables = new Dictionary<string, string> { ["subject"] = "S1", ["session"] = "S1_1", ["project"] = "LUNG" },
        Key = Key,
    };

    /// <summary>A shipped policy, which must have no finding at all.</summary>
    public static DeidPolicy Shipped(string name)
    {
        var policy = PolicyLibrary.Compile(new PolicyLibrary(Folder).Find(name), new DicomEditCompileOptions { Strict = true }, out var findings);
        Assert.Empty(findings);
        return policy!;
    }

    public static DeidPolicy Script(string rules, params HeldCase[] accepts)
    {
        var compilation = DicomEditScript.Compile("version \"6.7\"\n" + rules, "script");
        Assert.True(compilation.Script is not null, string.Join('\n', compilation.Diagnostics.Select(d => d.Message)));
        return new DeidPolicy("script", new ScriptStep(compilation.Script)) { Accepts = accepts.ToHashSet() };
    }

    public static DeidPolicy Basic(ProfileOptions options = ProfileOptions.None, params HeldCase[] accepts) =>
        new("Basic", new ProfileStep(new ProfileSettings { Options = options })) { Accepts = accepts.ToHashSet() };

    public static PolicyRunner Runner(params DeidPolicy[] policies) => new(policies, Context);

    /// <summary>An object of an invented patient after both shipped policies, as project LUNG has it.</summary>
    public static DicomFile Released(string subject = "S1")
    {
        using var study = SampleStudy.Create(31);
        using var file = Reopened(study.Objects[0].File);
        var context = Context with { Variables = new Dictionary<string, string>(Context.Variables) { ["subject"] = subject } };
        var outcome = new PolicyRunner([Shipped("site-wide"), Shipped("project-level")], context).Apply(file);
        Assert.Empty(outcome.Residual);
        return Reopened(file);
    }

    /// <summary>The object as a reader finds it in the output.</summary>
    public static DicomFile Reopened(DicomFile file) => DicomFile.Open(Bytes(file));

    public static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return stream.ToArray();
    }
}
