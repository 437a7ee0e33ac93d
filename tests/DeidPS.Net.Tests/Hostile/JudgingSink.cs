using System.Collections.Concurrent;
using DeidPS.Dicom;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>Reads the header of what comes and says what it makes of it, as a real receiver does; keeps nothing but names.</summary>
internal sealed class JudgingSink : IInstanceSink
{
    public ConcurrentQueue<string> Instances { get; } = new();

    /// <summary>True to keep not even names, where memory is measured.</summary>
    public bool IsForgetful { get; set; }

    public ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        using (instance)
        {
            try
            {
                using var file = instance.OpenFile();
                if (!IsForgetful)
                {
                    Instances.Enqueue(instance.SopInstanceUid);
                }

                return ValueTask.FromResult(StoreOutcome.Success);
            }
            catch (DimseException)
            {
                return ValueTask.FromResult(new StoreOutcome(DimseStatus.DatasetMismatch));
            }
            catch (DicomParseException)
            {
                return ValueTask.FromResult(new StoreOutcome(DimseStatus.CannotUnderstand));
            }
        }
    }
}
