using System.Diagnostics;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>Files are counted ahead, so that progress knows what is left.</summary>
public sealed class FileCountTests
{
    [Fact]
    public async Task Files_are_counted_at_any_depth_and_unknown_until_then()
    {
        var folder = Directory.CreateTempSubdirectory("deidps-test-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "a", "b"));
            foreach (var name in (string[])["1", "a/2", "a/b/3", "a/b/4"])
            {
                File.WriteAllText(Path.Combine(folder, name), string.Empty);
            }

            var (all, own, none) = (new FileCount(), new FileCount(), new FileCount());
            all.Add([folder, Path.Combine(folder, "1")], recurse: true, default);
            own.Add([folder], recurse: false, default);
            Assert.Null(all.Total);
            for (var clock = Stopwatch.StartNew(); (all.Total is null || own.Total is null) && clock.Elapsed < TimeSpan.FromSeconds(30);)
            {
                await Task.Delay(50);
            }

            Assert.Equal((5, 1, null), (all.Total, own.Total, none.Total));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
