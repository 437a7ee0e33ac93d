namespace DeidPS.Store.Operations;

/// <summary>A row of the journal.</summary>
internal sealed class OperationRow
{
    /// <summary>The columns.</summary>
    public const string Columns = "id, kind, step, entry, project, session, source, target, work, process, actor, started";

    public string Id { get; init; } = string.Empty;

    public string Kind { get; init; } = string.Empty;

    public string Step { get; init; } = nameof(OperationStep.Begun);

    /// <summary>The entry it holds; null for none.</summary>
    public string? Entry { get; init; }

    /// <summary>The project it works in or for; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>The session it holds or makes; null for none.</summary>
    public string? Session { get; init; }

    /// <summary>The folder it takes, relative to the store; null for none.</summary>
    public string? Source { get; init; }

    /// <summary>The folder it makes, relative to the store; null for none.</summary>
    public string? Target { get; init; }

    /// <summary>Its own folder below work, relative to the store.</summary>
    public string Work { get; init; } = string.Empty;

    /// <summary>The process that is at it.</summary>
    public string Process { get; init; } = string.Empty;

    public string Actor { get; init; } = string.Empty;

    public long Started { get; init; }

    /// <summary>What it does.</summary>
    public OperationKind KindValue => Enum.Parse<OperationKind>(Kind);

    /// <summary>How far it is.</summary>
    public OperationStep StepValue => Enum.Parse<OperationStep>(Step);
}
