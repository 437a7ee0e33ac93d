using System.Globalization;
using System.Management.Automation.Host;

namespace DeidPS.Host;

/// <summary>The engine's view of this console.</summary>
internal sealed class ConsoleHost : PSHost
{
    private readonly ConsoleUserInterface _userInterface = new();

    /// <summary>What <c>exit</c> asked for at the top level; null until then.</summary>
    public int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override string Name => "DeidPS.Host";

    /// <inheritdoc/>
    public override PSHostUserInterface UI => _userInterface;

    /// <summary>The same user interface with its own members.</summary>
    public ConsoleUserInterface Console => _userInterface;

    /// <inheritdoc/>
    public override Version Version { get; } = typeof(ConsoleHost).Assembly.GetName().Version!;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new NotSupportedException("This host has no nested prompt.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException("This host has no nested prompt.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
        // Native programs share the console; nothing to hand over.
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
        // Native programs share the console; nothing to take back.
    }

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
}
