using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Pseudonyms;

/// <summary>Where secrets come from, and what is refused.</summary>
public sealed class KeyFileTests : IDisposable
{
    private const string Text = "DEIDPS-KEY-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8 461789bc";
    private const string Fingerprint = "34fa527b";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_key_is_private_different_each_time_and_read_back()
    {
        var path = _folder.File("site.key");
        var key = KeyFile.Create(path, overwrite: false);
        Assert.Equal(key.Fingerprint, KeyFile.Read(path).Fingerprint);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Equal("DestinationExists", Assert.Throws<DestinationException>(() => KeyFile.Create(path, overwrite: false)).ErrorId);
        Assert.Equal(key.Fingerprint, KeyFile.Read(path).Fingerprint);
        Assert.NotEqual(key.Fingerprint, KeyFile.Create(path, overwrite: true).Fingerprint);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Theory]
    [InlineData(Text)]
    [InlineData(Text + "\r\n")]
    [InlineData("  " + Text + "  ")]
    public void The_text_form_is_read_whatever_blanks_are_around_it(string text) => Assert.Equal(Fingerprint, KeyFile.FromSecret(text).Fingerprint);

    [Theory]
    [InlineData("DEIDPS-KEY-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9 461789bc")]
    [InlineData("DEIDPS-KEY-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("DEIDPS-KEY-1 !!! 461789bc")]
    [InlineData("DEIDPS-KEY-2 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8 461789bc")]
    public void A_damaged_key_is_refused(string text)
    {
        var path = Private("damaged.key", System.Text.Encoding.ASCII.GetBytes(text));
        var error = Assert.Throws<PolicyException>(() => KeyFile.Read(path));
        Assert.Equal("KeyUnreadable", error.ErrorId);
        Assert.DoesNotContain("AAEC", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_are_taken_as_bytes()
    {
        Assert.Equal(Fingerprint, KeyFile.Read(Private("raw", [.. Enumerable.Range(0, 32).Select(i => (byte)i)])).Fingerprint);
        Assert.Equal("KeyUnreadable", Assert.Throws<PolicyException>(() => KeyFile.Read(Private("short", new byte[15]))).ErrorId);
        Assert.Equal("KeyUnreadable", Assert.Throws<PolicyException>(() => KeyFile.Read(Private("long", new byte[5000]))).ErrorId);
        Assert.Equal("KeyMissing", Assert.Throws<PolicyException>(() => KeyFile.Read(_folder.File("none"))).ErrorId);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_may_use_is_refused(UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            var path = Private("wide.key", new byte[32]);
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | mode);
            var error = Assert.Throws<PolicyException>(() => KeyFile.Read(path));
            Assert.Equal("KeyUnreadable", error.ErrorId);
            Assert.Contains("chmod 600", error.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_passphrase_gives_the_key_that_PBKDF2_gives_elsewhere()
    {
        // hashlib.pbkdf2_hmac('sha256', b'correct horse battery', b'DeidPS passphrase 1', 600000)
        var expected = new DeidKey(Convert.FromHexString("4fd2670256f9080b10ecbead9fe3e18daa6415ddde5c12a5f850eafdba0a5609"));
        Assert.Equal(expected.Fingerprint, KeyFile.FromSecret("correct horse battery").Fingerprint);
        Assert.Equal("KeyUnreadable", Assert.Throws<PolicyException>(() => KeyFile.FromSecret("elevenchars")).ErrorId);
    }

    [Fact]
    public void An_environment_variable_can_hold_the_key()
    {
        const string Name = "DEIDPS_TEST_KEY_FILE";
        Assert.Equal("KeyMissing", Assert.Throws<PolicyException>(() => KeyFile.Read("Env:" + Name)).ErrorId);
        Environment.SetEnvironmentVariable(Name, Text);
        try
        {
            Assert.Equal(Fingerprint, KeyFile.Read("env:" + Name).Fingerprint);
            Assert.Equal(Fingerprint, KeyFile.Read("Env:\\" + Name).Fingerprint);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }

    private string Private(string name, byte[] bytes)
    {
        var path = _folder.File(name);
        File.WriteAllBytes(path, bytes);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }
}
