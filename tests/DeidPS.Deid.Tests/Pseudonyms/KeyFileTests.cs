using System.Text;
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
    [InlineData("\uFEFF" + Text)]
    [InlineData(" \uFEFF " + Text)]
    public void The_text_form_is_read_whatever_blanks_are_around_it(string text) => Assert.Equal(Fingerprint, KeyFile.FromSecret(text).Fingerprint);

    [Theory]
    [InlineData("DEIDPS-KEY-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9 461789bc")]
    [InlineData("DEIDPS-KEY-1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("DEIDPS-KEY-1 !!! 461789bc")]
    [InlineData("DEIDPS-KEY-2 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8 461789bc")]
    public void A_damaged_key_is_refused(string text)
    {
        var path = Private("damaged.key", Encoding.ASCII.GetBytes(text));
        var error = Assert.Throws<PolicyException>(() => KeyFile.Read(path));
        Assert.Equal("KeyUnreadable", error.ErrorId);
        Assert.DoesNotContain("AAEC", error.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "lost first letter", Text[1..] },
        { "lost first word but one letter", Text[11..] },
        { "lost prefix", Text[13..] },
        { "lost check", "X" + Text[..^9] },
        { "lower case prefix", "deidps-key-1" + Text[12..] },
        { "mixed case prefix", "Deidps-Key-1" + Text[12..] },
        { "half of it", Text[..30] },
        { "before the key", "key: " + Text },
        { "lost letters and half of the bytes", Text[7..30] },
        { "a foreign byte", Text[7..20] + "\u00E9" + Text[21..] },
    };

    /// <summary>A script in the place of the key, that is; one line of text, and bytes with line ends among them, may be a secret.</summary>
    [Fact]
    public void Several_lines_of_text_are_no_key()
    {
        Assert.Equal("KeyUnreadable", Assert.Throws<PolicyException>(() => KeyFile.Read(Private("policy.das", "version \"6.7\"\n(0010,0010) := \"A\"\n"u8.ToArray()))).ErrorId);
        Assert.Equal("KeyUnreadable", Assert.Throws<PolicyException>(() => KeyFile.Read(Private("liste.csv", "Name;Größe\r\nMüller;180\r\n"u8.ToArray()))).ErrorId);
        Assert.NotEmpty(KeyFile.Read(Private("line.key", "one line of text only\n"u8.ToArray())).Fingerprint);
        Assert.NotEmpty(KeyFile.Read(Private("bytes.key", [.. Enumerable.Range(0, 40).Select(i => (byte)i)])).Fingerprint);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void What_resembles_a_key_is_neither_raw_bytes_nor_a_passphrase(string what, string text)
    {
        Assert.NotEmpty(what);
        foreach (var bytes in new[] { Encoding.Latin1.GetBytes(text), Encoding.UTF8.GetBytes("\uFEFF" + text), Encoding.Unicode.GetBytes(text), Encoding.BigEndianUnicode.GetBytes("\uFEFF" + text) })
        {
            Assert.Equal("KeyUnreadable", Assert.Throws<PolicyException>(() => KeyFile.Read(Private("damaged.key", bytes))).ErrorId);
        }

        foreach (var secret in new[] { text, "\uFEFF" + text, "  " + text })
        {
            Assert.Equal("KeyUnreadable", Assert.Throws<PolicyException>(() => KeyFile.FromSecret(secret)).ErrorId);
        }
    }

    [Fact]
    public void A_byte_order_mark_and_blanks_do_no_harm_and_UTF_16_is_refused()
    {
        Assert.Equal(Fingerprint, KeyFile.Read(Private("bom", [0xEF, 0xBB, 0xBF, .. Encoding.ASCII.GetBytes(Text)])).Fingerprint);
        Assert.Equal(Fingerprint, KeyFile.Read(Private("blank", Encoding.ASCII.GetBytes("\n  " + Text + "\r\n"))).Fingerprint);
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            Assert.Equal("KeyUnreadable", Assert.Throws<PolicyException>(() => KeyFile.Read(Private("wide", [.. encoding.GetPreamble(), .. encoding.GetBytes(Text)]))).ErrorId);
            Assert.Equal("KeyUnreadable", Assert.Throws<PolicyException>(() => KeyFile.Read(Private("bare", encoding.GetBytes(Text)))).ErrorId);
        }
    }

    [Fact]
    public void Bytes_and_passphrases_that_are_no_key_stay_what_they_are()
    {
        // openssl rand -hex 32, openssl rand -base64 32, words.
        foreach (var text in new[] { new string('a', 64), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", "correct horse battery staple", "my monkey sleeps" })
        {
            var bytes = Encoding.ASCII.GetBytes(text);
            Assert.Equal(new DeidKey(bytes).Fingerprint, KeyFile.Read(Private("other", bytes)).Fingerprint);
        }

        Assert.NotEqual(Fingerprint, KeyFile.FromSecret("my monkey-1 sleeps well").Fingerprint);
    }

    [Fact]
    public void A_passphrase_may_hold_any_code_unit()
    {
        Assert.Equal(KeyFile.FromSecret("passphrase \uFFFD é").Fingerprint, KeyFile.FromSecret("passphrase \uFFFE é").Fingerprint);
        Assert.Equal(KeyFile.FromSecret("passphrase \uFFFD é").Fingerprint, KeyFile.FromSecret("passphrase \uD800 é").Fingerprint);
    }

    [Fact]
    public void What_lies_at_a_foreseeable_temporary_name_is_neither_opened_nor_taken_over()
    {
        var path = _folder.File("site.key");
        var bait = _folder.File("bait");
        File.WriteAllText(bait, "untouched");
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(path + ".deidps-tmp", bait);
        }

        KeyFile.Create(path, overwrite: false);
        Assert.Equal("untouched", File.ReadAllText(bait));
        Assert.Null(new FileInfo(path).LinkTarget);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.NotNull(new FileInfo(path + ".deidps-tmp").LinkTarget);
        }
    }

    [Fact]
    public void A_link_at_the_key_itself_is_replaced_and_not_followed()
    {
        if (!OperatingSystem.IsWindows())
        {
            var path = _folder.File("site.key");
            var bait = _folder.File("bait");
            File.WriteAllText(bait, "untouched");
            File.CreateSymbolicLink(path, bait);
            Assert.Equal("DestinationExists", Assert.Throws<DestinationException>(() => KeyFile.Create(path, overwrite: false)).ErrorId);
            KeyFile.Create(path, overwrite: true);
            Assert.Equal("untouched", File.ReadAllText(bait));
            Assert.Null(new FileInfo(path).LinkTarget);
        }
    }

    [Fact]
    public void Other_files_are_taken_as_bytes()
    {
        Assert.Equal(Fingerprint, KeyFile.Read(Private("raw", [.. Enumerable.Range(0, 32).Select(i => (byte)i)])).Fingerprint);
        Assert.Equal("KeyUnreadable", Assert.Throws<PolicyException>(() => KeyFile.Read(Private("short", new byte[15]))).ErrorId);
        Assert.Equal("KeyUnreadable", Assert.Throws<PolicyException>(() => KeyFile.Read(Private("long", new byte[5000]))).ErrorId);
        var missing = Assert.Throws<PolicyException>(() => KeyFile.Read(_folder.File("none")));
        Assert.Equal("KeyMissing", missing.ErrorId);
        Assert.Contains(_folder.File("none"), missing.Message, StringComparison.Ordinal);
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
            Assert.Contains($"chmod 600 '{path}'", error.RecommendedAction, StringComparison.Ordinal);

            // Nobody is to take the permissions of a file away that is no key.
            path = Private("wide.das", "version \"6.7\"\n(0010,0010) := \"X\"\n"u8.ToArray());
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | mode);
            Assert.DoesNotContain("chmod", Assert.Throws<PolicyException>(() => KeyFile.Read(path)).RecommendedAction, StringComparison.Ordinal);
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
