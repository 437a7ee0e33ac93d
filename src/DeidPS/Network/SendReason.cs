namespace DeidPS;

/// <summary>Why a file was not sent.</summary>
public enum SendReason
{
    /// <summary>It was sent.</summary>
    None,

    /// <summary>-WhatIf, or the person said no.</summary>
    Declined,

    /// <summary>The report says that the node has it already.</summary>
    AlreadySent,

    /// <summary>The file cannot be read, or is no DICOM object.</summary>
    NotReadable,

    /// <summary>The node accepts no association from us, or the object in no transfer syntax it can be sent in.</summary>
    NotAccepted,

    /// <summary>The node answered with a failure; <see cref="DicomSendResult.Answer"/> is it.</summary>
    Refused,

    /// <summary>The node could not be reached, or the connection broke.</summary>
    NotReached,
}
