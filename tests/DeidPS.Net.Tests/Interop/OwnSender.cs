using DeidPS.Dicom;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Interop;

/// <summary>Our side of sending, as Send-Dicom does it: one association for as many SOP classes and syntaxes as fit.</summary>
internal static class OwnSender
{
    /// <summary>Sends files and returns what became of each, by SOP instance.</summary>
    public static async Task<Dictionary<string, SendOutcome>> SendAsync(DicomNode node, IReadOnlyList<CorpusInstance> instances)
    {
        var plan = InstanceSender.Plan([.. instances.Select(i => (i.SopClass, DicomTransferSyntax.Find(i.TransferSyntax)!))]);
        var outcomes = new Dictionary<string, SendOutcome>();

        // A peer that aborts for one instance takes the next all the same.
        await using var sender = new InstanceSender(node, null, 0) { RestTime = TimeSpan.Zero };
        foreach (var group in Enumerable.Range(0, instances.Count).GroupBy(i => plan.GroupOf[i]))
        {
            foreach (var instance in group.Select(i => instances[i]))
            {
                using var file = DicomFile.Open(instance.Path);
                outcomes[instance.SopInstance] = await sender.SendAsync(file, plan.Groups[group.Key], default);
            }

            await sender.ReleaseAsync(default);
        }

        return outcomes;
    }

    /// <summary>A node on this machine.</summary>
    public static DicomNode Node(int port, string calledAE) => new()
    {
        HostName = "localhost", Port = port, CalledAE = calledAE, CallingAE = DcmtkTools.CallingAE, ConnectTimeoutSec = 30, AcceptTimeoutSec = 60, TimeoutSec = 60, IdleTimeoutSec = 60,
    };

    /// <summary>Sends all; fails unless those that should be taken are, and each of the others is not.</summary>
    public static async Task SendAsync(DicomNode node, IReadOnlyList<CorpusInstance> instances, Func<CorpusInstance, bool> isTaken)
    {
        var outcomes = await SendAsync(node, instances);
        Assert.All(instances.Where(i => !isTaken(i)), i => Assert.True(outcomes.Remove(i.SopInstance, out var refused) && !refused.IsSent, i.Name + " is taken"));
        AssertSent(outcomes, [.. instances.Where(isTaken)]);
    }

    /// <summary>
    /// The bytes a file's data set has on the wire when we send it: its own. Where their number is odd, a deflated one ends with a NUL, and a value of odd length
    /// is padded, of which the corpus has one: see <see cref="PaddedFiles"/>.
    /// </summary>
    public static byte[] OnTheWire(CorpusInstance instance)
    {
        var bytes = instance.DatasetBytes();
        if (!PaddedFiles.Contains(instance.Name))
        {
            return bytes.Length % 2 == 0 ? bytes : [.. bytes, 0];
        }

        // OB pixel data, last: its length field lies behind tag, VR and two bytes that are reserved.
        Assert.NotEqual(0, bytes.Length % 2);
        var length = bytes.AsSpan().LastIndexOf((byte[])[0xE0, 0x7F, 0x10, 0x00, (byte)'O']) + 8;
        bytes[length]++;
        return [.. bytes, 0];
    }

    /// <summary>Files whose pixel data has an odd length, which the standard does not allow (PS3.5 7.1.1).</summary>
    public static IReadOnlySet<string> PaddedFiles { get; } = new HashSet<string> { "dx/highdicom__dx_image.dcm" };

    /// <summary>Fails unless each was answered with success in the syntax it has.</summary>
    public static void AssertSent(Dictionary<string, SendOutcome> outcomes, IReadOnlyCollection<CorpusInstance> instances)
    {
        Assert.Equal(instances.Select(i => i.SopInstance).Order(), outcomes.Keys.Order());
        Assert.All(instances, i => Assert.True(
            outcomes[i.SopInstance].IsSent && outcomes[i.SopInstance].Status!.Class == StatusClass.Success && outcomes[i.SopInstance].TransferSyntax!.Uid == i.TransferSyntax,
            $"{i.Name}: {outcomes[i.SopInstance].Status} {outcomes[i.SopInstance].Error?.Message} {outcomes[i.SopInstance].TransferSyntax?.Uid}"));
    }
}
