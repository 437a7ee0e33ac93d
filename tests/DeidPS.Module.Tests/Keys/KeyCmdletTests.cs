using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Keys;

/// <summary>New-DeidKey, Get-DeidPseudonym and the key parameters of Invoke-Anonymise.</summary>
public sealed class KeyCmdletTests : CmdletTest
{
    private const string Script = "version \"6.7\"\n(0008,0018) := mapUID[(0008,0018), \"2.25\"]\n(0010,0010) := \"S\"\n";

    private string Key => Path.Combine(Folder, "site.key");

    [Fact]
    public void A_key_is_made_once_and_never_shown()
    {
        var made = Run("New-DeidKey $args[0]", Key);
        Assert.Empty(made.Errors);
        Assert.Matches("^[0-9a-f]{8}$", Assert.Single(made.Values("Fingerprint")));
        Assert.Equal(Key, Assert.Single(made.Values("Path")));
        var secret = File.ReadAllText(Key).Split(' ')[1];
        Assert.DoesNotContain(secret, string.Join('\n', made.Output.Select(o => o.ToString())), StringComparison.Ordinal);

        var again = Run("New-DeidKey $args[0]", Key);
        Assert.Equal("DestinationExists,DeidPS.Commands.NewDeidKeyCommand", Assert.Single(again.Errors).FullyQualifiedErrorId);
        Assert.Contains(secret, File.ReadAllText(Key), StringComparison.Ordinal);
        Assert.Empty(Run("New-DeidKey $args[0] -Force", Key).Errors);
        Assert.DoesNotContain(secret, File.ReadAllText(Key), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_makes_no_key_and_a_missing_folder_is_an_error()
    {
        Assert.Empty(Run("New-DeidKey $args[0] -WhatIf", Key).Errors);
        Assert.False(File.Exists(Key));
        Assert.Equal("WriteFailed,DeidPS.Commands.NewDeidKeyCommand", Assert.Single(Run("New-DeidKey $args[0]", Path.Combine(Folder, "none", "k")).Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void Key_from_a_file_a_secure_string_and_the_environment_is_the_same_key()
    {
        Prepare();
        var text = File.ReadAllText(Key).Trim();
        Environment.SetEnvironmentVariable("DEIDPS_TEST_CMDLET_KEY", text);
        try
        {
            var names = new[] { "-KeyPath $args[3]", "-Key $secure", "-KeyPath Env:DEIDPS_TEST_CMDLET_KEY" }.Select((how, i) =>
            {
                var result = Run(
                    $"$secure = [securestring]::new(); foreach ($c in $args[4].ToCharArray()) {{ $secure.AppendChar($c) }}; Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2] {how}",
                    Path.Combine(Folder, "in"), Path.Combine(Folder, $"out{i}"), Path.Combine(Folder, "p.das"), Key, text);
                Assert.Empty(result.Errors);
                return result.Values("SOPInstanceUID").ToList();
            }).ToList();
            Assert.NotEmpty(names[0]);
            Assert.Equal(names[0], names[1]);
            Assert.Equal(names[0], names[2]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("DEIDPS_TEST_CMDLET_KEY", null);
        }

        var both = Run("Invoke-Anonymise $args[0] -Destination $args[1] -Policy $args[2] -KeyPath $args[3] -Key ([securestring]::new())", Path.Combine(Folder, "in"), Path.Combine(Folder, "out"), Path.Combine(Folder, "p.das"), Key);
        Assert.Equal("KeyUnreadable,DeidPS.Commands.InvokeAnonymiseCommand", both.Errors[^1].FullyQualifiedErrorId);
    }

    [Fact]
    public void A_table_without_a_key_and_a_table_that_is_missing_are_errors()
    {
        Prepare();
        Assert.Equal("KeyMissing,DeidPS.Commands.GetDeidPseudonymCommand", Run("Get-DeidPseudonym $args[0]", Key).Errors[^1].FullyQualifiedErrorId);
        Assert.Equal("PathNotFound,DeidPS.Commands.GetDeidPseudonymCommand", Run("Get-DeidPseudonym $args[0] -KeyPath $args[1]", Path.Combine(Folder, "none"), Key).Errors[^1].FullyQualifiedErrorId);
        Assert.Equal("MapConflict,DeidPS.Commands.GetDeidPseudonymCommand", Run("Get-DeidPseudonym $args[0] -KeyPath $args[0]", Key).Errors[^1].FullyQualifiedErrorId);
        var keyless = Run("Invoke-Anonymise $args[0] -Destination $args[1] -Policy $args[2] -MapPath $args[3]", Path.Combine(Folder, "in"), Path.Combine(Folder, "out"), Path.Combine(Folder, "p.das"), Path.Combine(Folder, "m"));
        Assert.Equal("KeyMissing,DeidPS.Commands.InvokeAnonymiseCommand", keyless.Errors[^1].FullyQualifiedErrorId);
    }

    [Fact]
    public void A_pipeline_without_pseudonyms_puts_out_none()
    {
        var map = MakeTable();
        Assert.NotEmpty(Run("Get-DeidPseudonym $args[0] -KeyPath $args[1]", map, Key).Output);
        foreach (var input in new[] { "@()", "[string[]]@()" })
        {
            var result = Run(input + " | Get-DeidPseudonym $args[0] -KeyPath $args[1]", map, Key);
            Assert.Empty(result.Errors);
            Assert.Empty(result.Output);
        }

        var one = Run("$all = Get-DeidPseudonym $args[0] -KeyPath $args[1] -Kind Uid; $all[0].Pseudonym | Get-DeidPseudonym $args[0] -KeyPath $args[1]", map, Key);
        Assert.Empty(one.Errors);
        Assert.Single(one.Output);
        Assert.Equal("KeyMissing,DeidPS.Commands.GetDeidPseudonymCommand", Run("@() | Get-DeidPseudonym $args[0]", map).Errors[^1].FullyQualifiedErrorId);
    }

    [Fact]
    public void A_table_cut_short_is_read_with_a_warning_and_one_in_use_is_not_read()
    {
        var map = MakeTable();
        var count = Run("Get-DeidPseudonym $args[0] -KeyPath $args[1]", map, Key).Output.Count;
        using (var stream = File.OpenWrite(map))
        {
            stream.SetLength(stream.Length - 3);
        }

        var cut = Run("Get-DeidPseudonym $args[0] -KeyPath $args[1] -WarningVariable w; 'warned ' + $w.Count", map, Key);
        Assert.Empty(cut.Errors);
        Assert.Equal(count, cut.Output.Count);
        Assert.Equal("warned 1", cut.Output[^1].ToString());

        var again = Run("$null = Invoke-Anonymise $args[2] -Recurse -Destination $args[3] -Profile Basic -KeyPath $args[1] -MapPath $args[0] -WarningVariable w; $w", map, Key, Path.Combine(Folder, "in"), Path.Combine(Folder, "again"));
        Assert.Contains(again.Output, w => w.ToString().StartsWith("The look-up table ended within a record", StringComparison.Ordinal));
        Assert.Equal(count, Run("Get-DeidPseudonym $args[0] -KeyPath $args[1]", map, Key).Output.Count);

        using (new FileStream(map, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal("MapLocked,DeidPS.Commands.GetDeidPseudonymCommand", Run("Get-DeidPseudonym $args[0] -KeyPath $args[1]", map, Key).Errors[^1].FullyQualifiedErrorId);
        }
    }

    private string MakeTable()
    {
        Prepare();
        var map = Path.Combine(Folder, "site.map");
        var run = Run("Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Profile Basic -KeyPath $args[2] -MapPath $args[3]", Path.Combine(Folder, "in"), Path.Combine(Folder, "made"), Key, map);
        Assert.Empty(run.Errors);
        return map;
    }

    private void Prepare()
    {
        File.WriteAllText(Path.Combine(Folder, "p.das"), Script);
        Assert.Empty(Run("New-DeidKey $args[0]; New-DicomSample $args[1] -Modality CT", Key, Path.Combine(Folder, "in")).Errors);
    }
}
