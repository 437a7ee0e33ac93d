using System.Text;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Held;

/// <summary>Invoke-Anonymise with objects from the network, what it holds back of them, and how that is released and looked at.</summary>
public sealed class HeldObjectTests : CmdletTest
{
    private const string Receive = "$args[0] | Invoke-Anonymise -Destination $args[1] -Policy $args[2] -KeyPath $args[3]";

    private readonly ReceivedFake _network;

    public HeldObjectTests()
    {
        File.WriteAllText(Policy, "version \"6.7\"\n(0010,0010) := \"A\"\n(0010,0020) := \"B\"\n-*/(0008,0050)\nremoveAllPrivateTags\nhashUIDList[(0008,0018)]\n");
        Assert.Empty(Run("New-DeidKey $args[0]", Key).Errors);
        _network = new ReceivedFake(Session);
    }

    private string Output => Path.Combine(Folder, "out");

    private string Quarantine => Output + "-quarantine";

    private string Policy => Path.Combine(Folder, "p.das");

    private string Key => Path.Combine(Folder, "site.key");

    [Fact]
    public void Received_objects_give_one_result_each_and_never_lie_on_the_disk_as_they_are()
    {
        var damaged = Bytes("1.2.840.10008.5.1.4.1.1.2", "1.2.3.4.9")[..^70];
        object[] objects = [_network.Create("STORE 1/1", Bytes("1.2.840.10008.5.1.4.1.1.2", "1.2.3.4.1")), _network.Create("STORE 1/2", Bytes("1.2.840.10008.5.1.4.1.1.7", "1.2.3.4.2")), _network.Create("STORE 1/3", damaged)];
        var result = Run(Receive, objects, Output, Policy, Key);
        Assert.Empty(result.Errors);
        Assert.Equal(["STORE 1/1", "STORE 1/2", "STORE 1/3"], result.Values("Source"));
        Assert.Equal(["Written", "Quarantined", "Quarantined"], result.Values("Status"));
        Assert.Equal(["None", "Held", "Damaged"], result.Values("Reason"));
        Assert.Equal(Path.Combine(Output, "study", "series"), Path.GetDirectoryName(result.Values("Destination")[0]));
        Assert.Equal(2, Directory.GetFiles(Quarantine, "*.held").Length);
        Assert.Equal(2, Directory.GetFiles(Quarantine, "*.json").Length);
        Assert.Equal(["2 received object(s)", "(0012,0062) is NO in"], result.Warnings.Select(w => w[..20]));
        Assert.Equal(3, _network.Disposed);
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var text = file + Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.All(new[] { "ZZNAME", "ZZPRIVATE", "1.2.3.4." }, value => Assert.DoesNotContain(value, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_parameter_takes_objects_as_the_pipeline_does()
    {
        var one = _network.Create("STORE 1/1", Bytes("1.2.840.10008.5.1.4.1.1.2", "1.2.3.4.1"));
        var result = Run("Invoke-Anonymise -InputObject $args[0] -Destination $args[1] -Policy $args[2] -KeyPath $args[3] -Layout Relative", one, Output, Policy, Key);
        Assert.Equal(["Written"], result.Values("Status"));
        Assert.All(result.Values("Destination"), d => Assert.Equal(Output, Path.GetDirectoryName(d)));
        Assert.Equal(1, _network.Disposed);
    }

    [Fact]
    public void Without_a_key_what_is_held_back_is_not_kept_and_the_result_says_so()
    {
        object[] objects = [_network.Create("STORE 1/1", Bytes("1.2.840.10008.5.1.4.1.1.7", "1.2.3.4.1"))];
        var result = Run("$args[0] | Invoke-Anonymise -Destination $args[1] -Policy $args[2]", objects, Output, Policy);
        Assert.Equal("Quarantined", Assert.Single(result.Values("Status")));
        Assert.Contains("not kept", Assert.Single(result.Values("Message")), StringComparison.Ordinal);
        Assert.Equal(string.Empty, Assert.Single(result.Values("QuarantinePath")));
        Assert.False(Directory.Exists(Quarantine));
    }

    [Fact]
    public void WhatIf_writes_nothing_and_gives_the_objects_up()
    {
        object[] objects = [_network.Create("STORE 1/1", Bytes("1.2.840.10008.5.1.4.1.1.2", "1.2.3.4.1")), _network.Create("STORE 1/2", Bytes("1.2.840.10008.5.1.4.1.1.7", "1.2.3.4.2"))];
        var result = Run(Receive + " -WhatIf", objects, Output, Policy, Key);
        Assert.Equal(["WhatIf", "Held"], result.Values("Reason"));
        Assert.False(Directory.Exists(Output) || Directory.Exists(Quarantine));
        Assert.Equal(2, _network.Disposed);
    }

    [Fact]
    public void Stopping_gives_up_objects_no_worker_came_to()
    {
        using var opened = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var bytes = Bytes("1.2.840.10008.5.1.4.1.1.2", "1.2.3.4.1");
        var objects = Enumerable.Range(1, 40).Select(i => _network.Create($"STORE 1/{i}", () =>
        {
            opened.Set();
            release.Wait(TimeSpan.FromSeconds(30));
            return bytes;
        })).ToArray();
        using (var shell = Session.Shell(Receive + " -ThrottleLimit 1", objects, Output, Policy, Key))
        {
            shell.BeginInvoke();
            Assert.True(opened.Wait(TimeSpan.FromSeconds(30)), "No object was opened.");
            var clock = System.Diagnostics.Stopwatch.StartNew();
            shell.Stop();
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1.5), $"Stopping took {clock.Elapsed}.");
        }

        // The pipeline hands over one object a record; those it had not handed over yet are the sender's.
        Assert.InRange(_network.Disposed, 15, 39);
        var before = _network.Disposed;
        release.Set();
        Assert.True(SpinWait.SpinUntil(() => _network.Disposed == before + 1, TimeSpan.FromSeconds(30)), "The worker did not give its object up.");
        Assert.Empty(Directory.EnumerateFiles(Output, "*tmp*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Held_objects_are_input_with_the_key_and_stay()
    {
        var held = Hold();
        var stored = File.ReadAllBytes(held);
        const string Line = "Invoke-Anonymise $args[0] -Destination $args[1] -Policy $args[2]";
        var missing = Run(Line, held, Output + "2", Policy);
        Assert.Equal("KeyMissing,DeidPS.Commands.InvokeAnonymiseCommand", Assert.Single(missing.Errors).FullyQualifiedErrorId);
        Assert.Equal("Failed", Assert.Single(missing.Values("Status")));

        var again = Run(Line + " -KeyPath $args[3]", held, Output + "2", Policy, Key);
        Assert.Equal("Quarantined", Assert.Single(again.Values("Status")));
        Assert.Equal(held, Assert.Single(again.Values("QuarantinePath")));
        Assert.False(Directory.Exists(Output + "2-quarantine"));

        var accepted = Run(Line + " -KeyPath $args[3] -Allow SecondaryCapture, DoseScreen", held, Output + "2", Policy, Key);
        Assert.Equal(["Written "], accepted.Output.Select(o => $"{o.Properties["Status"].Value} {o.Properties["Message"].Value}"));
        using var file = DicomFile.Open(Assert.Single(accepted.Values("Destination")));
        Assert.Equal("A", file.Dataset.GetText(new DicomTag(0x00100010)));
        Assert.Equal(stored, File.ReadAllBytes(held));
        Assert.Empty(Directory.EnumerateFiles(Quarantine, "*.dcm"));
    }

    [Fact]
    public void The_header_of_a_held_object_is_shown_with_the_key()
    {
        var held = Hold();
        Assert.Equal("ZZNAME^FIRST", Assert.Single(Run("Get-DicomHeader $args[0] -Tag PatientName -KeyPath $args[1]", held, Key).Values("Value")));
        Assert.Equal("KeyMissing,DeidPS.Commands.GetDicomHeaderCommand", Assert.Single(Run("Get-DicomHeader $args[0]", held).Errors).FullyQualifiedErrorId);
        Assert.Empty(Run("Get-DicomHeader $args[0]", Quarantine).Output);
    }

    [Fact]
    public void An_export_is_the_object_as_it_came_for_this_account_only()
    {
        var held = Hold();
        var look = Path.Combine(Folder, "look");
        var tried = Run("Export-DeidHeld $args[0] -Destination $args[1] -KeyPath $args[2] -WhatIf", Quarantine, look, Key);
        Assert.Equal("Skipped", Assert.Single(tried.Values("Status")));
        Assert.False(Directory.Exists(look));

        var result = Run("Export-DeidHeld $args[0] -Destination $args[1] -KeyPath $args[2]", Quarantine, look, Key);
        Assert.Empty(result.Errors);
        var target = Path.Combine(look, Path.GetFileNameWithoutExtension(held) + ".dcm");
        Assert.Equal([held], result.Values("Source"));
        Assert.Equal([target], result.Values("Destination"));
        Assert.Equal(Bytes("1.2.840.10008.5.1.4.1.1.7", "1.2.3.4.1"), File.ReadAllBytes(target));
        Assert.Equal(new FileInfo(target).Length.ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Single(result.Values("BytesWritten")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
        }

        Assert.True(File.Exists(held));
        Assert.Equal("Skipped", Assert.Single(Run("$args[0] | Export-DeidHeld -Destination $args[1] -KeyPath $args[2]", held, look, Key).Values("Status")));
        Assert.Equal("Written", Assert.Single(Run("$args[0] | Export-DeidHeld -Destination $args[1] -KeyPath $args[2] -Force", held, look, Key).Values("Status")));
        Assert.Contains("Written", Session.Render("Export-DeidHeld $args[0] -Destination $args[1] -KeyPath $args[2] -Force", held, look, Key), StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_that_cannot_be_is_an_error_and_one_result()
    {
        var held = Hold();
        var look = Path.Combine(Folder, "look");
        Assert.Equal("KeyMissing,DeidPS.Commands.ExportDeidHeldCommand", Run("Export-DeidHeld $args[0] -Destination $args[1]", held, look).Errors[^1].FullyQualifiedErrorId);
        Assert.Empty(Run("New-DeidKey $args[0]", Key + "2").Errors);
        Failed("KeyUnreadable", held, Key + "2");
        Failed("DicomParseError", Policy, Key);
        File.WriteAllBytes(held, File.ReadAllBytes(held)[..^1]);
        Failed("DicomParseError", held, Key);
        Assert.False(Directory.Exists(look) && Directory.EnumerateFileSystemEntries(look).Any());

        void Failed(string errorId, string path, string key)
        {
            var result = Run("Export-DeidHeld $args[0] -Destination $args[1] -KeyPath $args[2]", path, look, key);
            Assert.Equal(errorId + ",DeidPS.Commands.ExportDeidHeldCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
            Assert.Equal("Failed", Assert.Single(result.Values("Status")));
        }
    }

    private static byte[] Bytes(string sopClass, string uid)
    {
        using var file = SampleFile.Create(dataset =>
        {
            dataset.SetText(new DicomTag(0x00080016), sopClass);
            dataset.SetText(new DicomTag(0x00080018), uid);
            dataset.SetText(new DicomTag(0x00080008), "ORIGINAL\\PRIMARY\\AXIAL");
            dataset.SetText(new DicomTag(0x00080060), "CT");
            dataset.Remove(new DicomTag(0x00420011));
        });
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return stream.ToArray();
    }

    private string Hold()
    {
        object[] objects = [_network.Create("STORE 1/1", Bytes("1.2.840.10008.5.1.4.1.1.7", "1.2.3.4.1"))];
        return Assert.Single(Run(Receive, objects, Output, Policy, Key).Values("QuarantinePath"));
    }
}
