using System.Text;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;

namespace DeidPS.Store.Tests.Requests;

/// <summary>Memory does not grow with the length of a list.</summary>
[Collection(AloneCollection.Name)]
public sealed class RequestCsvMemoryTests
{
    [Fact]
    public void Any_number_of_rows_is_read_as_they_come()
    {
        var row = Encoding.ASCII.GetBytes("ZZACC1,S1,S1_1\n");
        using var stream = new RepeatedRows(Encoding.ASCII.GetBytes("Accession Number,Subject,Session\n"), row, 300_000);
        using var csv = new RequestCsv(stream, new RequestCsvOptions());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Assert.Equal(300_000, csv.Rows().Count(r => r.IsValid));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8L << 20);
    }

    /// <summary>A long file that is nowhere.</summary>
    private sealed class RepeatedRows(byte[] header, byte[] row, int count) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => header.Length + ((long)row.Length * count);

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int size)
        {
            var n = (int)Math.Min(size, Length - Position);
            for (var i = 0; i < n; i++, Position++)
            {
                buffer[offset + i] = Position < header.Length ? header[Position] : row[(Position - header.Length) % row.Length];
            }

            return n;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int size) => throw new NotSupportedException();
    }
}
