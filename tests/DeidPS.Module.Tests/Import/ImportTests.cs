using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Import;

public sealed class ImportTests
{
    private const string CountCommands = "(Get-Command -Module DeidPS).Count";

    [Fact]
    public void Import_makes_the_manifests_cmdlets_available()
    {
        using var session = new ModuleSession();
        var exported = session.Run("(Get-Module DeidPS).ExportedCommands.Keys").Output.Select(o => o.ToString());
        Assert.NotEmpty(exported);
    }

    [Fact]
    public void Import_twice_and_with_force_keeps_every_command()
    {
        using var session = new ModuleSession();
        var first = session.Run(CountCommands).Output.Single().BaseObject;
        session.Import();
        Assert.Equal(first, session.Run(CountCommands).Output.Single().BaseObject);
        Assert.Empty(session.Run("Import-Module -Name $args[0] -Force", Repository.Manifest).Errors);
        Assert.Equal(first, session.Run(CountCommands).Output.Single().BaseObject);
        Assert.NotEqual(0, first);
    }

    [Fact]
    public void Remove_takes_the_commands_away_and_import_brings_them_back()
    {
        using var session = new ModuleSession();
        var first = session.Run(CountCommands).Output.Single().BaseObject;
        Assert.Empty(session.Run("Remove-Module DeidPS").Errors);
        Assert.Equal(0, session.Run(CountCommands).Output.Single().BaseObject);
        session.Import();
        Assert.Equal(first, session.Run(CountCommands).Output.Single().BaseObject);
        Assert.Equal("Get-DicomTag", session.Run("(Get-DicomTag PatientName).PSObject.TypeNames.Count -gt 0; (Get-Command Get-DicomTag).Name").Output[^1].ToString());
    }
}
