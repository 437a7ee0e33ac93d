namespace DeidPS.Deid.Files;

/// <summary>Whether an output is written.</summary>
public enum WriteMode
{
    /// <summary>Written.</summary>
    Write,

    /// <summary>Everything but written (<c>-WhatIf</c>).</summary>
    Trial,

    /// <summary>The user said no to this file.</summary>
    Declined,
}
