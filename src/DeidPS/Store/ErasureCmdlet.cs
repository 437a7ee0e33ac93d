using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using DeidPS.Store;

namespace DeidPS;

/// <summary>Base of cmdlets that delete what cannot be brought back: they ask for its label, typed once more (workflow section 14).</summary>
public abstract class ErasureCmdlet : StoreCmdlet
{
    /// <summary>Delete it although sessions of it are shared into other projects, which keep a note; off by default.</summary>
    [Parameter]
    public SwitchParameter Everywhere { get; set; }

    /// <summary>Why; recorded in the audit trail. No patient value.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <summary>Do not ask for the label, as with -Confirm:$false; off by default.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Deleting";

    /// <summary>Whether it is to be deleted: not in a trial, and not unless the label is typed back or the question was forgone.</summary>
    /// <param name="label">The label or id to be typed.</param>
    /// <param name="target">What is deleted.</param>
    /// <param name="action">What is done.</param>
    /// <param name="kind">What is to be typed, in a word.</param>
    private protected bool IsWanted(string label, string target, string action, string kind = "label")
    {
        if (!ShouldProcess(target, action))
        {
            return false;
        }

        if (Force || MyInvocation.BoundParameters.GetValueOrDefault("Confirm") is SwitchParameter { IsPresent: false })
        {
            return true;
        }

        if (Ask(target, action, kind) is not { } typed)
        {
            ReportError(new StoreException(StoreException.StoreValueInvalid, $"The {kind} of {target} has to be typed back, and this host asks no questions: nothing was deleted.", "Add -Force, or -Confirm:$false."), label);
            return false;
        }

        if (!typed.Trim().Equals(label, StringComparison.OrdinalIgnoreCase))
        {
            ReportError(new StoreException(StoreException.StoreValueInvalid, $"What was typed is not the {kind} of {target}: nothing was deleted.", $"Run the command again and type the {kind}; or add -Force."), label);
            return false;
        }

        return true;
    }

    /// <summary>What the user typed; null when the host cannot ask.</summary>
    private string? Ask(string target, string action, string kind)
    {
        var field = char.ToUpperInvariant(kind[0]) + kind[1..];
        try
        {
            var answers = Host.UI.Prompt(
                $"{action}: {target}", $"What is deleted cannot be brought back. Type the {kind} once more to delete it.", new Collection<FieldDescription> { new(field) });
            return answers.TryGetValue(field, out var answer) ? answer?.BaseObject as string ?? string.Empty : string.Empty;
        }
        catch (Exception error) when (error is HostException or InvalidOperationException or NotImplementedException or NotSupportedException or PSNotSupportedException or PSNotImplementedException)
        {
            return null;
        }
    }
}
