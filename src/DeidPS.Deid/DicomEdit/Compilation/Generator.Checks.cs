using DeidPS.Deid.DicomEdit.Functions;
using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Deid.DicomEdit.Runtime;
using DeidPS.Deid.DicomEdit.Syntax;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Compilation;

/// <summary>The checks of section 12 that look at tags.</summary>
internal sealed partial class Generator
{
    private static readonly HashSet<string> s_alwaysThere = new(StringComparer.Ordinal)
    {
        "(0008,0016)", "(0008,0018)", "(0020,000D)", "(0020,000E)", "(0002,0002)", "(0002,0003)", "(0002,0010)",
    };

    private static bool IsTransferSyntax(TagPath path) =>
        path.Last.Pattern == TagPattern.Exact(DicomTags.TransferSyntaxUID) && (path.IsTopLevel || path.IsAnyDepth);

    private void CheckTags(TagPath path, int start)
    {
        foreach (var step in path.Steps)
        {
            if (step.Kind == PathStepKind.Tag && step.Pattern is { IsExact: true, IsPrivate: false }
                && DicomDictionary.VROf(step.Pattern.Tag) == DicomVR.None && DicomDictionary.Find(step.Pattern.Tag) is null)
            {
                diagnostics.Warning(ScriptDiagnosticIds.UnknownTag, start, $"The standard has no attribute {step.Pattern}.", "Check the numbers.");
            }
        }
    }

    /// <returns>False when the statement is refused.</returns>
    private bool CheckDelete(TagPath path, int start)
    {
        CheckTags(path, start);
        if (IsTransferSyntax(path))
        {
            diagnostics.Error(ScriptDiagnosticIds.TransferSyntax, start, "(0002,0010) says how the file is encoded and cannot be removed.", "Remove the statement.");
            return false;
        }

        if (path.Last.Pattern == TagPattern.Exact(DicomTags.SpecificCharacterSet))
        {
            diagnostics.Warning(ScriptDiagnosticIds.CharacterSet, start, "Without (0008,0005) texts in other alphabets are read wrongly.", "Remove the statement.");
        }

        _deleted.Add(path.Text);
        return true;
    }

    private void CheckDirect(FunctionInfo function, TagPath path, int start)
    {
        CheckTags(path, start);
        if (function.Name == "delete")
        {
            CheckDelete(path, start);
            if (path.Steps.Any(s => s.Pattern.IsPrivate))
            {
                diagnostics.Warning(
                    ScriptDiagnosticIds.PrivateByNumber,
                    start,
                    "The block of a private element differs from object to object; in another block this number finds nothing.",
                    "Write -(gggg,{CREATOR}ee).");
            }
        }
        else if (IsTransferSyntax(path))
        {
            diagnostics.Error(ScriptDiagnosticIds.TransferSyntax, start, "(0002,0010) says how the file is encoded and cannot be assigned.", "Remove the statement.");
        }
        else if (path.Last.HasIndex)
        {
            diagnostics.Error(ScriptDiagnosticIds.TargetNotSingular, start, "set names an element, not an item.", null);
        }
    }

    private void CheckSource(TagPath target, StatementSyntax.Assign assign)
    {
        if (assign.Value is ValueSyntax.Constant constant && target.Last.Pattern.IsExact)
        {
            var vr = target.Last.Pattern.Creator is null ? DicomDictionary.VROf(target.Last.Pattern.Tag) : DicomVR.None;
            if (ValueLimits.IsTooLong(vr, constant.Text))
            {
                diagnostics.Warning(
                    ScriptDiagnosticIds.ValueTooLong,
                    constant.Start,
                    FormattableString.Invariant($"{vr} allows {vr.MaximumCharacters()} characters in a value."),
                    "Shorten the text.");
            }
        }
    }

    private void CheckTarget(TagPath target, StatementSyntax.Assign assign)
    {
        var tag = target.Last.Pattern.Tag;
        if (!assign.OnlyIfPresent && !target.IsSingular)
        {
            diagnostics.Error(
                ScriptDiagnosticIds.TargetNotSingular,
                assign.Start,
                "This path can match several elements; := assigns one.",
                "Give every sequence an item index and use no wildcards, or use ?= for all existing elements.");
        }
        else if (!assign.OnlyIfPresent && (target.Last.HasIndex || target.Steps.Any(s => s.Index == -1)))
        {
            diagnostics.Error(ScriptDiagnosticIds.InvalidPath, assign.Start, "An assignment names an element, and its items from 0.", null);
        }

        if (!target.Last.Pattern.IsExact || target.Last.Pattern.Creator is not null)
        {
            return;
        }

        if (tag == DicomTags.MediaStorageSOPInstanceUID || tag == DicomTags.MediaStorageSOPClassUID)
        {
            diagnostics.Warning(ScriptDiagnosticIds.OverwrittenAtWriting, assign.Start, $"{tag} is set again from (0008,0016) or (0008,0018) when the file is written.", "Assign the element in group 0008.");
        }
        else if (tag == DicomTags.SpecificCharacterSet)
        {
            diagnostics.Warning(ScriptDiagnosticIds.CharacterSet, assign.Start, "Texts already in the object are not converted to the new character set.", "Remove the statement.");
        }

        if (_deleted.Contains(target.Text) && !assign.OnlyIfPresent)
        {
            diagnostics.Warning(ScriptDiagnosticIds.DeleteThenAssign, assign.Start, $"{target} was removed before and is put back, also in objects that never had it.", "Keep one of the two statements.");
        }
    }

    private void CheckMissing(ValueSyntax.Path path, string consequence)
    {
        var name = path.Target.Text;
        if (path.Target.IsSingular && !_present.Contains(name) && !s_alwaysThere.Contains(name))
        {
            diagnostics.Warning(ScriptDiagnosticIds.MaybeMissing, path.Start, $"Where an object lacks {name}, {consequence}.", $"Guard it: isPresent[{name}] ? …");
        }
    }

    private Expression.Constant? DateArgument(ValueSyntax.Path path, ParameterKind kind, TagPath? target)
    {
        var tag = path.Target.Last.Pattern.Tag;
        var vr = path.Target.Last.Pattern.Creator is { } creator ? DicomDictionary.PrivateVROf(creator, tag) : DicomDictionary.VROf(tag);
        var severity = tolerant ? ScriptSeverity.Warning : ScriptSeverity.Error;
        if (!path.Target.IsSingular)
        {
            diagnostics.Error(ScriptDiagnosticIds.ValueNotSingular, path.Start, "A date function takes one element.", "shiftDateTimeSequenceByIncrement shifts many in place.");
            return null;
        }

        if (path.Target.Last.Pattern.Creator is null && vr == DicomVR.None)
        {
            diagnostics.Add(severity, ScriptDiagnosticIds.ShiftUnknownTag, path.Start, $"The standard has no attribute {tag}, so it is no date.", "Check the numbers.");
        }
        else if (kind == ParameterKind.Date && vr == DicomVR.DT)
        {
            diagnostics.Add(
                severity,
                ScriptDiagnosticIds.ShiftVR,
                path.Start,
                $"{tag} is a date-time, not a date." + (tolerant ? " Its date part is shifted." : string.Empty),
                "Use shiftDateTimeByIncrement[…, n, \"days\"].");
        }
        else if (vr is not (DicomVR.DA or DicomVR.DT or DicomVR.None))
        {
            diagnostics.Error(ScriptDiagnosticIds.ShiftVR, path.Start, $"{tag} has VR {vr} and is no date.", null);
        }

        if (path.Target.Text != target?.Text || !tolerant)
        {
            CheckMissing(path, tolerant ? "nothing is assigned" : "the object fails");
        }

        return new Expression.Constant(new ScriptValue.Path(path.Target));
    }
}
