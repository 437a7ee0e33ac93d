using DeidPS.Module.Tests.Harness;
using DeidPS.Store;
using DeidPS.Store.Access;

namespace DeidPS.Module.Tests.Stores;

/// <summary>Initialize- and Get-DeidStore, projects and the people in them.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class ProjectCmdletTests : StoreTest
{
    [Fact]
    public void A_store_is_made_once_found_by_the_environment_and_holds_no_key()
    {
        Fails("StoreItemExists,DeidPS.Commands.InitializeDeidStoreCommand", "Initialize-DeidStore $store");
        Fails("StoreUnusable,DeidPS.Commands.InitializeDeidStoreCommand", "Initialize-DeidStore $args[0]", Folder);
        Fails("StoreValueInvalid,DeidPS.Commands.InitializeDeidStoreCommand", "Initialize-DeidStore $args[0] -Catalog 'Host=x;Password=y'", Path.Combine(Folder, "other"));
        Fails("PathNotFound,DeidPS.Commands.InitializeDeidStoreCommand", "Initialize-DeidStore $args[0] -Policy none", Path.Combine(Folder, "another"));
        Fails("KeyMissing,DeidPS.Commands.InitializeDeidStoreCommand", "Initialize-DeidStore $args[0] -KeyPath $args[1]", Path.Combine(Folder, "keyless"), Path.Combine(Folder, "none.key"));
        Assert.False(Directory.Exists(Path.Combine(Folder, "keyless")));
        Environment.SetEnvironmentVariable("DEIDPS_STORE", Root);
        try
        {
            var shown = Assert.Single(Run("Get-DeidStore").Output);
            Assert.Equal((Root, "site-wide", KeyFile, 0), (shown.Properties["Path"].Value, shown.Properties["Policy"].Value, shown.Properties["KeyPath"].Value, shown.Properties["IdleMinutes"].Value));
            Assert.Equal(StoreCaller.Current.Identity, shown.Properties["Identity"].Value);
        }
        finally
        {
            Environment.SetEnvironmentVariable("DEIDPS_STORE", null);
        }

        Assert.Equal("StoreItemNotFound,DeidPS.Commands.GetDeidStoreCommand", Assert.Single(Run("Get-DeidStore").Errors).FullyQualifiedErrorId);
        var secret = File.ReadAllText(KeyFile).Split(' ')[1];
        Assert.DoesNotContain(Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories), f => File.ReadAllText(f).Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public void A_project_keeps_the_settings_that_are_not_given()
    {
        Do("New-DeidProject LUNG 'Lung nodules' -Store $store -RunningTitle Lung -Investigator Roe -OtherName LUNGS -Sender SECTRA -RetentionEnd 2030-06-01 -Accessibility Protected");
        var changed = Assert.Single(Do("Set-DeidProject lungs -Store $store -Mode AutoArchive -ShareByReader").Output).Properties;
        Assert.Equal(("LUNG", "Lung nodules", "Lung", "Roe"), (changed["Id"].Value, changed["Title"].Value, changed["RunningTitle"].Value, changed["Investigator"].Value));
        Assert.Equal(("AutoArchive", true, "Protected", new DateTime(2030, 6, 1)), (changed["Mode"].Value.ToString(), changed["ShareByReader"].Value, changed["Accessibility"].Value.ToString(), changed["RetentionEnd"].Value));
        Assert.Equal(["LUNGS"], (IEnumerable<string>)changed["Aliases"].Value);
        Assert.Equal(["SECTRA"], (IEnumerable<string>)changed["Senders"].Value);
        Do("Set-DeidProject LUNG -Store $store -Title T -WhatIf; New-DeidProject TRIAL T -Store $store -WhatIf");
        Assert.Equal(["Lung nodules"], Do("Get-DeidProject -Store $store").Values("Title"));
        Fails("StoreItemNotFound,DeidPS.Commands.SetDeidProjectCommand", "Set-DeidProject NONE -Store $store -Title T");
        Fails("PathNotFound,DeidPS.Commands.SetDeidProjectCommand", "Set-DeidProject LUNG -Store $store -Policy none");
    }

    [Fact]
    public void Roles_are_granted_listed_and_revoked_and_an_error_about_one_person_stops_nobody_else()
    {
        Do("New-DeidProject LUNG T -Store $store -Owner owner");
        var granted = Try("Grant-DeidAccess LUNG jdoe, ' ', mroe -Role Member -Store $store");
        Assert.Equal("StoreValueInvalid,DeidPS.Commands.GrantDeidAccessCommand", Assert.Single(granted.Errors).FullyQualifiedErrorId);
        Assert.Equal(["jdoe", "mroe"], granted.Values("Identity"));
        Do("Grant-DeidAccess -Identity dm -SiteRole DataManager -Store $store");
        Assert.Equal(["Member", "Member", "Owner"], Do("Get-DeidAccess LUNG -Store $store").Values("Role"));
        Assert.Contains("DataManager", Do("Get-DeidAccess -Store $store").Values("Role"));
        Do("Get-DeidAccess LUNG -Store $store | Where-Object Role -eq Member | Revoke-DeidAccess -Store $store");
        Do("Revoke-DeidAccess -Identity dm -SiteRole DataManager -Store $store");
        Assert.Equal(["owner"], Do("Get-DeidAccess LUNG -Store $store").Values("Identity"));
        Assert.DoesNotContain("DataManager", Do("Get-DeidAccess -Store $store").Values("Role"));
        Fails("StateConflict,DeidPS.Commands.RevokeDeidAccessCommand", "Revoke-DeidAccess LUNG owner -Store $store");
    }

    [Fact]
    public void Who_is_no_administrator_makes_no_project_and_the_attempt_is_recorded()
    {
        using (var store = DeidStore.Open(Root))
        {
            store.Catalog.Write(tx => tx.Execute("delete from siterole"));
        }

        Fails("AccessDenied,DeidPS.Commands.NewDeidProjectCommand", "New-DeidProject LUNG T -Store $store");
        Fails("AccessDenied,DeidPS.Commands.GetDeidAccessCommand", "Get-DeidAccess -Store $store");
        Fails("AccessDenied,DeidPS.Commands.GrantDeidAccessCommand", "Grant-DeidAccess -Identity me -SiteRole Administrator -Store $store");
        using var after = DeidStore.Open(Root);
        Assert.Equal(3, after.Catalog.Read(tx => tx.Number("select count(*) from audit where record like '%Denied%'")));
    }
}
