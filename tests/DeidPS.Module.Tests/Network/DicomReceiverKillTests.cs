using System.Diagnostics;
using System.Globalization;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Network;

/// <summary>
/// A receiver killed while instances come in: whatever the sender was told is stored lies there, whole. A short slice runs here;
/// DEIDPS_RECEIVER_KILLS sets the number of kills of a full run.
/// </summary>
public sealed class DicomReceiverKillTests(ITestOutputHelper output)
{
    private const int Most = 2000;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_was_answered_with_success_is_on_disk_after_a_kill()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("DEIDPS_RECEIVER_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 2;
        var root = Directory.CreateTempSubdirectory("deidps-receiver-kill-").FullName;
        try
        {
            var policy = Path.Combine(root, "p.das");
            await File.WriteAllTextAsync(policy, "version \"6.7\"\n(0010,0010) := \"S\"\n");
            var random = new Random(20261124);
            var confirmed = 0;
            for (var i = 0; i < kills; i++)
            {
                var destination = Path.Combine(root, $"out{i}");
                var successes = await SendUntilKilledAsync(destination, policy, random.Next(1, 60));
                var files = Directory.GetFiles(destination, "*.dcm", SearchOption.AllDirectories);
                var stored = files.Select(Uid).ToHashSet(StringComparer.Ordinal);
                Assert.Empty(successes.Except(stored));
                confirmed += successes.Count;
            }

            output.WriteLine(FormattableString.Invariant($"{kills} kills: {confirmed} instances were answered with success, all of them on disk."));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>The instance in a file, read to its end.</summary>
    private static string Uid(string path)
    {
        using var file = DicomFile.Open(path);
        Assert.Null(file.Failure);
        Assert.Equal("S", file.Dataset.GetText(new DicomTag(0x00100010)));
        return file.Dataset.GetText(DicomTags.SOPInstanceUID)!;
    }

    /// <summary>Sends until the receiver is gone; returns what was answered with success.</summary>
    private static async Task<List<string>> SendUntilKilledAsync(string destination, string policy, int killAfter)
    {
        var port = LoopbackPort.Free();
        var start = new ProcessStartInfo("dotnet", [Repository.HostProgram, "-Command", $"Import-Module '{Repository.Manifest}'; Start-DicomReceiver '{destination}' -Port {port} -BindAddress 127.0.0.1 -Policy '{policy}' -MinimumFreeGB 0 -Wait"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            using var limit = new CancellationTokenSource(s_limit);
            while (!await LoopbackPort.AcceptsAsync(port, limit.Token))
            {
                Assert.False(process.HasExited, process.HasExited ? await errors + await said : null);
                await Task.Delay(50, limit.Token);
            }

            return await SendAsync(port, process, killAfter, limit.Token);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task<List<string>> SendAsync(int port, Process process, int killAfter, CancellationToken stop)
    {
        using var study = SampleStudy.Create(5, kinds: ["CT"]);
        var file = study.Objects[0].File;
        var node = new DicomNode { HostName = "127.0.0.1", Port = port, CalledAE = DicomNode.DefaultCallingAE, CallingAE = "TESTER", TimeoutSec = 20 };
        var context = new PresentationContext { AbstractSyntax = file.Dataset.GetText(DicomTags.SOPClassUID)!, TransferSyntaxes = [file.TransferSyntax.Uid] };
        var successes = new List<string>();
        var isKilled = false;
        try
        {
            await using var association = await Association.RequestAsync(node, [context], null, stop);
            for (var i = 0; i < Most; i++)
            {
                var uid = FormattableString.Invariant($"2.25.{1000 + i}");
                file.Dataset.SetText(DicomTags.SOPInstanceUID, uid);
                file.EnsureFileMeta();
                var response = await StoreScu.StoreAsync(association, file, stop);
                Assert.Equal(StatusClass.Success, response.Status.Class);
                successes.Add(uid);
                if (!isKilled && successes.Count >= killAfter)
                {
                    // Not waited for: the next instances are on their way when it dies.
                    isKilled = true;
                    _ = Task.Run(process.Kill, CancellationToken.None);
                }
            }

            Assert.Fail("The receiver outlived its kill.");
        }
        catch (NetworkException) when (isKilled)
        {
            // As meant: the sender sees a connection that broke.
        }

        return successes;
    }
}
