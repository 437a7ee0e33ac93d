namespace DeidPS.Dicom.Tests.Interop;

/// <summary>What a program left: output as bytes in Latin-1, so that nothing is decoded on the way.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error);
