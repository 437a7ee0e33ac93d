namespace DeidPS.Net;

/// <summary>Command Field (0000,0100) of the messages this product knows (PS3.7 E.1).</summary>
public enum DimseOperation
{
    /// <summary>None: a message without a command field.</summary>
    None = 0,

    /// <summary>C-STORE-RQ.</summary>
    StoreRequest = 0x0001,

    /// <summary>C-STORE-RSP.</summary>
    StoreResponse = 0x8001,

    /// <summary>C-GET-RQ.</summary>
    GetRequest = 0x0010,

    /// <summary>C-GET-RSP.</summary>
    GetResponse = 0x8010,

    /// <summary>C-FIND-RQ.</summary>
    FindRequest = 0x0020,

    /// <summary>C-FIND-RSP.</summary>
    FindResponse = 0x8020,

    /// <summary>C-MOVE-RQ.</summary>
    MoveRequest = 0x0021,

    /// <summary>C-MOVE-RSP.</summary>
    MoveResponse = 0x8021,

    /// <summary>C-ECHO-RQ.</summary>
    EchoRequest = 0x0030,

    /// <summary>C-ECHO-RSP.</summary>
    EchoResponse = 0x8030,

    /// <summary>C-CANCEL-RQ.</summary>
    CancelRequest = 0x0FFF,
}
