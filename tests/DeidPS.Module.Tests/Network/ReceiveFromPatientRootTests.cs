using DeidPS.Module.Tests.Harness;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Network;

/// <summary>Receive-DicomStudy at an archive that is registered for Patient Root.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class ReceiveFromPatientRootTests(ITestOutputHelper output) : NodeTest
{
    [Theory]
    [InlineData("Get")]
    [InlineData("Move")]
    public async Task At_a_node_of_patient_root_the_patient_goes_along_with_the_result_of_the_query(string method)
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScu))
        {
            return;
        }

        var listener = LoopbackPort.Free();
        var (archive, study, count) = await FilledArchive.StartAsync(Folder, listener);
        await using (archive)
        {
            var result = Run(
                "Register-DicomNode patients -HostName 127.0.0.1 -Port $args[0] -CalledAE ARCHIVE -Model PatientRoot -MoveDestination DEIDPS -ReceiverPort $args[2]; "
                + "Invoke-DicomQuery -Node patients -PatientId ZZPID* | Where-Object StudyInstanceUID -eq $args[1] | "
                + $"Receive-DicomStudy -RetrieveMethod {method} -QuietSec 1 -Destination ([System.IO.Path]::Combine($args[3], 'identified'))",
                archive.Port, study, listener, Folder);
            Assert.Empty(result.Errors);
            var one = Assert.Single(result.Output);
            Assert.Equal($"Complete, {count}, UidVerified", $"{one.Properties["Status"].Value}, {one.Properties["Received"].Value}, {one.Properties["Evidence"].Value}");
            Assert.StartsWith("ZZPID", (string)one.Properties["PatientID"].Value, StringComparison.Ordinal);
        }
    }
}
