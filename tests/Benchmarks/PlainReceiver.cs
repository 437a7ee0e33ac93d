using System.Globalization;
using System.Net;
using DeidPS.Net;

namespace DeidPS.Benchmarks;

/// <summary>Our receiver without a policy, as a process of its own: the word <c>receive</c>, a folder, and whether it waits for the disk. Ends with its input.</summary>
internal static class PlainReceiver
{
    public static async Task<int> RunAsync(string folder, bool durable)
    {
        var listener = new DicomListener(new ListenerSettings { AllowAnyCalledAE = true, BindAddress = IPAddress.Loopback, Port = 0 }, new FolderSink(folder, durable));
        await using (listener.ConfigureAwait(false))
        {
            listener.Start();
            await Console.Out.WriteLineAsync(listener.Port.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
            await Console.In.ReadToEndAsync().ConfigureAwait(false);
        }

        return 0;
    }
}
