namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>Names the sections of the DicomEdit specification that a test checks.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RuleAttribute(string section) : Attribute
{
    public string Section { get; } = section;
}
