using DeidPS.Deid.Pixels;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>alterPixels and what it writes about itself (section 7.7).</summary>
internal sealed partial class Machine
{
    private const string Method = "Burned in text blacked out";
    private const string MethodCode = "113101";

    private static readonly DicomTag s_codeValue = new(0x00080100);
    private static readonly DicomTag s_codingScheme = new(0x00080102);
    private static readonly DicomTag s_codeMeaning = new(0x00080104);

    public void AlterPixels(PixelRectangle rectangle, PixelFill fill, ScriptPlace place)
    {
        var (element, touched) = PixelBlanker.Blank(File, rectangle, fill);
        if (element is null)
        {
            Warn(ScriptWarningKind.NoPixelData, place, DicomTags.PixelData, DicomTags.PixelData.ToString(), false, "The object has no pixel data; nothing was blanked.");
            return;
        }

        if (!touched)
        {
            return;
        }

        Record(ChangeAction.Changed, Dataset, element.Tag, element, element);
        RecordMethod(place);
        RecordMethodCode();
        if (_program.PixelRegionsComplete)
        {
            Assign(Dataset, DicomTags.BurnedInAnnotation, "NO", place);
        }
    }

    private void RecordMethod(ScriptPlace place)
    {
        var existing = Dataset.Find(DicomTags.DeidentificationMethod)?.Values ?? [];
        if (!existing.Contains(Method))
        {
            Assign(Dataset, DicomTags.DeidentificationMethod, string.Join('\\', existing.Append(Method)), place);
        }
    }

    private void RecordMethodCode()
    {
        var sequence = Dataset.Find(DicomTags.DeidentificationMethodCodeSequence);
        var isThere = sequence?.Items.Any(i => i.GetText(s_codeValue) == MethodCode && i.GetText(s_codingScheme) == "DCM") == true;
        if (isThere)
        {
            return;
        }

        var item = new DicomDataset();
        item.SetText(s_codeValue, MethodCode, DicomVR.SH);
        item.SetText(s_codingScheme, "DCM", DicomVR.SH);
        item.SetText(s_codeMeaning, "Clean Pixel Data Option", DicomVR.LO);
        Dataset.AddItem(DicomTags.DeidentificationMethodCodeSequence, item);
        Record(
            sequence is null ? ChangeAction.Added : ChangeAction.Changed,
            Dataset,
            DicomTags.DeidentificationMethodCodeSequence,
            sequence,
            Dataset.Find(DicomTags.DeidentificationMethodCodeSequence));
    }
}
