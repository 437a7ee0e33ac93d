namespace DeidPS.Host;

/// <summary>What the command line asks for.</summary>
internal enum HostRequestKind
{
    /// <summary>Read commands until the input ends.</summary>
    Prompt,

    /// <summary>Run one script file.</summary>
    File,

    /// <summary>Run one command line.</summary>
    Command,

    /// <summary>Print the usage.</summary>
    Help,

    /// <summary>Not understood.</summary>
    Invalid,
}
