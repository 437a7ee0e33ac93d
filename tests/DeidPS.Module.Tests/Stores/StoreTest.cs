using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Stores;

/// <summary>A session with the module and a store that the account of the test made.</summary>
public abstract class StoreTest : CmdletTest
{
    protected StoreTest() => Make();

    /// <param name="isMade">False where the test makes the store itself.</param>
    private protected StoreTest(bool isMade)
    {
        if (isMade)
        {
            Make();
        }
    }

    internal string KeyFile => Path.Combine(Folder, "site.key");

    internal virtual string Root => Path.Combine(Folder, "store");

    /// <summary>Makes a key and the store.</summary>
    /// <param name="options">Further parameters of Initialize-DeidStore.</param>
    internal void Make(string options = "") => Assert.Empty(Run($"$null = New-DeidKey $args[0]; Initialize-DeidStore $args[1] -KeyPath $args[0] -IdleMinutes 0 -MinimumFreeGB 0 -PilotPerModality 0 {options}", KeyFile, Root).Errors);

    /// <summary>Runs a script in which $store is the store's folder; nothing may go wrong.</summary>
    internal RunResult Do(string script, params object[] arguments)
    {
        var result = Try(script, arguments);
        Assert.Empty(result.Errors);
        return result;
    }

    /// <summary>Runs a script in which $store is the store's folder.</summary>
    internal RunResult Try(string script, params object[] arguments) => Run($"$store = '{Root}'; {script}", arguments);

    /// <summary>The one error of a script, by its id.</summary>
    internal void Fails(string errorId, string script, params object[] arguments) => Assert.Equal(errorId, Assert.Single(Try(script, arguments).Errors).FullyQualifiedErrorId);
}
