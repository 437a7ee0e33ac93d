using System.Text;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Network;

/// <summary>Tests of a receiver in this process, with a sender of our own that tells what it was answered.</summary>
public abstract class ReceiverTest : CmdletTest
{
    internal const string Script = "version \"6.7\"\n(0010,0010) := \"S\"\n-(0010,0020)\n-(0040,0275)\n-(0029,{ZZVENDOR/1.0}10)\n";
    internal const string Start = "Start-DicomReceiver ($args[0] + '/out') -Port 0 -BindAddress 127.0.0.1 -Policy ($args[0] + '/p.das') ";
    internal const string HereFree = Start + "-MinimumFreeGB 0 ";
    internal const string WithKey = HereFree + "-KeyPath ($args[0] + '/site.key') ";

    /// <summary>An image that no rule of the gate holds back.</summary>
    internal static Action<DicomDataset> Released { get; } = static dataset =>
    {
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2");
        dataset.SetText(DicomTags.Modality, "CT");
        dataset.Remove(new DicomTag(0x00420011));
    };

    /// <summary>A character set nobody knows: the text cannot be judged, so the object is held back.</summary>
    internal static Action<DicomDataset> Doubtful { get; } = static dataset => dataset.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 999");

    internal string Out => Path.Combine(Folder, "out");

    internal string Hold => Out + "-quarantine";

    protected override void Dispose(bool disposing)
    {
        Run("foreach ($one in Get-DicomReceiver) { if ($one.Destination -and $one.Destination.StartsWith($args[0])) { Stop-DicomReceiver $one.Port -GraceSec 0 } }", Folder);
        base.Dispose(disposing);
    }

    internal static DicomNode Node(int port, string callingAE = "TESTER") => new() { HostName = "127.0.0.1", Port = port, CalledAE = DicomNode.DefaultCallingAE, CallingAE = callingAE, TimeoutSec = 60 };

    internal static PresentationContext Context(DicomDataset dataset) => new() { AbstractSyntax = dataset.GetText(DicomTags.SOPClassUID)!, TransferSyntaxes = [DicomTransferSyntax.ExplicitLittleEndian.Uid] };

    internal static async Task<ushort> SendAsync(int port, Action<DicomDataset>? adjust = null)
    {
        using var file = SampleFile.Create(adjust);
        using var stream = file.DatasetStream(file.TransferSyntax, default);
        return await SendAsync(port, file.Dataset.GetText(DicomTags.SOPInstanceUID)!, stream, file.Dataset.GetText(DicomTags.SOPClassUID)!);
    }

    internal static async Task<ushort> SendAsync(int port, string instance, Stream dataset, string sopClass = "1.2.840.10008.5.1.4.1.1.7")
    {
        await using var association = await Association.RequestAsync(Node(port), [new PresentationContext { AbstractSyntax = sopClass, TransferSyntaxes = [DicomTransferSyntax.ExplicitLittleEndian.Uid] }], null, default);
        var status = await StoreAsync(association, instance, dataset, sopClass);
        await association.ReleaseAsync(default);
        return status;
    }

    internal static async Task<ushort> StoreAsync(Association association, string instance, Stream dataset, string sopClass)
    {
        var command = new DimseCommand { Operation = DimseOperation.StoreRequest, MessageId = association.NextMessageId(), SopClassUid = sopClass, SopInstanceUid = instance };
        await association.SendAsync(association.Contexts[0].Id, command, dataset, default);
        var answer = await association.ReceiveAsync(default);
        return answer!.Command.Status;
    }

    internal void WritePolicy(string? text = null) => File.WriteAllText(Path.Combine(Folder, "p.das"), text ?? Script);

    internal void MakeKey() => Assert.Empty(Run("New-DeidKey ($args[0] + '/site.key')", Folder).Errors);

    internal int Receiver(string script)
    {
        if (!File.Exists(Path.Combine(Folder, "p.das")))
        {
            WritePolicy();
        }

        var result = Run(script, Folder);
        Assert.Empty(result.Errors);
        return (int)Assert.Single(result.Output).Properties["Port"].Value;
    }

    internal void Stop(int port) => Assert.Equal("Stopped", Assert.Single(Run("Stop-DicomReceiver $args[0]", port).Output).Properties["State"].Value.ToString());

    internal long Count(int port, string name) => (long)Assert.Single(Run("Get-DicomReceiver $args[0]", port).Output).Properties[name].Value;

    internal IReadOnlyList<string> Copies() => Directory.Exists(Out) ? Directory.GetFiles(Out, "*", SearchOption.AllDirectories) : [];

    internal IReadOnlyList<string> Held(string pattern = "*.held") => Directory.Exists(Hold) ? Directory.GetFiles(Hold, pattern) : [];

    /// <summary>The marked values; two letters alone would be found in encrypted bytes by chance. The policy itself names the vendor.</summary>
    internal void AssertNoMarker() => Assert.All(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("p.das", StringComparison.Ordinal)), file =>
    {
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
        Assert.All(["ZZNAME", "ZZID", "ZZACC", "ZZPRIVATE"], marker => Assert.DoesNotContain(marker, text, StringComparison.Ordinal));
    });
}
