using System.Management.Automation;
using DeidPS.Net;

namespace DeidPS;

/// <summary>Base of cmdlets that have a node send images back to this machine (C-MOVE, PS3.4 C.4.2).</summary>
public abstract class ReturnNodeCmdlet : NodeCmdlet
{
    /// <summary>AE title the node knows our receiver by; by default what the node says, else our AE title.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AETitleCompleter))]
    public string? MoveDestination { get; set; }

    /// <summary>Port our receiver listens on for C-MOVE, 1 to 65535. Default: what the node says, else 8104.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int ReceiverPort { get; set; }

    /// <summary>Seconds without a new image, after the node says that it is done, until what did not come counts as missing, 1 to 3600; 10 by default.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int QuietSec { get; set; } = 10;

    /// <summary>The node of the current record, with what the parameters say of it and of the way back; checked.</summary>
    /// <exception cref="NodeException">NodeSettingInvalid.</exception>
    protected DicomNode ResolveReturnNode()
    {
        var node = ResolveNode();
        return NodeRules.Check(node with { MoveDestination = MoveDestination ?? node.MoveDestination, ReceiverPort = ReceiverPort > 0 ? ReceiverPort : node.ReceiverPort });
    }
}
