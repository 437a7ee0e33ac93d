using System.Collections.Concurrent;
using System.Globalization;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Network;

/// <summary>
/// A receiver killed while instances come in over several associations: whatever the senders were told is stored lies there, whole. A short slice
/// runs here; DEIDPS_KILLS sets the number of kills of a full run.
/// </summary>
public sealed class DicomReceiverKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Senders = 3;
    private const int Most = 2000;

    private readonly string _root = Directory.CreateTempSubdirectory("deidps-receiver-kill-").FullName;
    private readonly Random _random = new(20261124);

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("DEIDPS_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 2;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task What_was_answered_with_success_is_on_disk_after_a_kill()
    {
        var confirmed = 0;
        for (var i = 0; i < Kills; i++)
        {
            var destination = Path.Combine(_root, $"out{i}");
            await using var child = await StartAsync(destination);
            var successes = new ConcurrentQueue<string>();
            var killAfter = _random.Next(1, 60);
            await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(child, sender, successes, killAfter))));
            confirmed += Check(destination, [.. successes]);
        }

        output.WriteLine(FormattableString.Invariant($"{Kills} kills: {confirmed} instances were answered with success, all of them on disk."));
    }

    [Fact]
    public async Task What_storescu_was_told_is_stored_is_on_disk_after_a_kill()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu))
        {
            return;
        }

        var folders = Enumerable.Range(0, Senders).Select(i => MakeFiles(Path.Combine(_root, $"in{i}"), i)).ToList();
        var confirmed = 0;
        var cut = 0;
        for (var i = 0; i < Kills; i++)
        {
            var destination = Path.Combine(_root, $"scu{i}");
            await using var child = await StartAsync(destination);
            var sending = folders.Select(files => PeerProgram.StoreScu.RunAsync(["-v", "-aec", "DEIDPS", "127.0.0.1", $"{child.Port}", .. files])).ToList();
            var killAt = _random.Next(1, Senders * folders[0].Count);
            using (var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2)))
            {
                while (!sending.TrueForAll(s => s.IsCompleted) && Directory.GetFiles(destination, "*.dcm", SearchOption.AllDirectories).Length < killAt)
                {
                    await Task.Delay(5, limit.Token);
                }
            }

            child.Kill();
            var results = await Task.WhenAll(sending);
            var successes = results.SelectMany(Successes).ToList();
            cut += results.Sum(r => r.ExitCode == 0 ? 0 : 1);
            confirmed += Check(destination, successes);
        }

        output.WriteLine(FormattableString.Invariant($"{Kills} kills, {cut} of {Kills * Senders} storescu cut off: {confirmed} instances were answered with success, all of them on disk."));
    }

    /// <summary>Everything that was confirmed lies there, and everything that lies there is whole.</summary>
    private static int Check(string destination, IReadOnlyCollection<string> successes)
    {
        var stored = Directory.GetFiles(destination, "*.dcm", SearchOption.AllDirectories).Select(Uid).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(successes.Except(stored));
        return successes.Count;
    }

    /// <summary>The instance in a file, read to its end.</summary>
    private static string Uid(string path)
    {
        using var file = DicomFile.Open(path);
        Assert.Null(file.Failure);
        Assert.Equal("S", file.Dataset.GetText(new DicomTag(0x00100010)));
        return file.Dataset.GetText(DicomTags.SOPInstanceUID)!;
    }

    /// <summary>The instances storescu says were stored: it names each file before it sends it, and the answer after.</summary>
    private static IEnumerable<string> Successes(ProgramResult result)
    {
        string? current = null;
        foreach (var line in (result.Output + result.Error).Split('\n'))
        {
            if (line.Contains("Sending file: ", StringComparison.Ordinal))
            {
                current = Path.GetFileNameWithoutExtension(line.Trim());
            }
            else if (line.Contains("Received Store Response (Success", StringComparison.Ordinal))
            {
                yield return current!;
            }
        }
    }

    private static List<string> MakeFiles(string folder, int sender)
    {
        const int Files = 40;
        Directory.CreateDirectory(folder);
        using var study = SampleStudy.Create(5 + sender, kinds: ["CT"]);
        var file = study.Objects.First(o => o.File.TransferSyntax.Uid == DicomTransferSyntax.ExplicitLittleEndian.Uid || o.File.TransferSyntax.Uid == DicomTransferSyntax.ImplicitLittleEndian.Uid).File;
        var files = new List<string>();
        for (var i = 0; i < Files; i++)
        {
            var uid = FormattableString.Invariant($"2.25.{((sender + 1) * 10000) + i}");
            file.Dataset.SetText(DicomTags.SOPInstanceUID, uid);
            file.EnsureFileMeta();
            files.Add(Path.Combine(folder, uid + ".dcm"));
            file.Save(files[^1]);
        }

        return files;
    }

    private static async Task SendAsync(ReceiverChild child, int sender, ConcurrentQueue<string> successes, int killAfter)
    {
        using var study = SampleStudy.Create(5, kinds: ["CT"]);
        var file = study.Objects[0].File;
        var context = new PresentationContext { AbstractSyntax = file.Dataset.GetText(DicomTags.SOPClassUID)!, TransferSyntaxes = [file.TransferSyntax.Uid] };
        try
        {
            await using var association = await Association.RequestAsync(ReceiverTest.Node(child.Port), [context], null, default);
            for (var i = 0; i < Most; i++)
            {
                var uid = FormattableString.Invariant($"2.25.{((sender + 1) * 10000) + i}");
                file.Dataset.SetText(DicomTags.SOPInstanceUID, uid);
                file.EnsureFileMeta();
                var response = await StoreScu.StoreAsync(association, file, default);
                Assert.Equal(StatusClass.Success, response.Status.Class);
                successes.Enqueue(uid);
                if (successes.Count == killAfter)
                {
                    // Not waited for: the next instances are on their way when it dies.
                    _ = Task.Run(child.Kill, CancellationToken.None);
                }
            }

            Assert.Fail("The receiver outlived its kill.");
        }
        catch (NetworkException) when (successes.Count >= killAfter)
        {
            // As meant: the sender sees a connection that broke.
        }
    }

    private async Task<ReceiverChild> StartAsync(string destination)
    {
        var policy = Path.Combine(_root, "p.das");
        await File.WriteAllTextAsync(policy, "version \"6.7\"\n(0010,0010) := \"S\"\n");
        return await ReceiverChild.StartAsync(port => ["-Command", $"Start-DicomReceiver '{destination}' -Port {port} -BindAddress 127.0.0.1 -Policy '{policy}' -MinimumFreeGB 0 -Wait"]);
    }
}
