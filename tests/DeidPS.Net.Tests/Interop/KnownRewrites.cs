using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Interop;

/// <summary>
/// What other programs change in a data set beyond the form of its lengths. A change of another kind, or in a file that is not listed, fails the test; so does an
/// entry that no longer holds.
/// </summary>
internal static class KnownRewrites
{
    /// <summary>What dcmtk 3.6.7 changes when it reads and encodes a data set: storescu, dcmqrscp as it sends, and Orthanc, which is built on it.</summary>
    public static IReadOnlyDictionary<string, DatasetDifference[]> ByDcmtk { get; } = new Dictionary<string, DatasetDifference[]>
    {
        // Group lengths are recalculated where other encodings made them wrong, and left out where they stand behind their group.
        ["charset/pydicom__chrJapMulti.dcm"] = [DatasetDifference.GroupLength],
        ["charset/pydicom__chrKoreanMulti.dcm"] = [DatasetDifference.GroupLength],
        ["ct/fo-dicom__GH355.dcm"] = [DatasetDifference.GroupLength],
        ["us/orthanc-tests__1.2.840.10008.1.2.4.50.dcm"] = [DatasetDifference.GroupLength],

        // Trailing padding is left out.
        ["ct/dicognito__CT_small_deflated.dcm"] = [DatasetDifference.TrailingPadding],
        ["ct/dicom-test-files__RLE_CT1_RLE"] = [DatasetDifference.TrailingPadding],
        ["mr/dcm_qa_pdt2__VE11_0001.dcm"] = [DatasetDifference.TrailingPadding],
        ["nm/dicom-test-files__RLE_NM1_RLE"] = [DatasetDifference.TrailingPadding],
        ["sr/dcm_qa__REPORT_PF_PAT_POS_BW_INTERP_TEST.SR.HEAD_HARMS.0099.0001.2017.09.20.16.16.44.39766.120049184.SR"] = [DatasetDifference.TrailingPadding],
        ["us/pylibjpeg-data__JPEGExtended_3s_1f_u_08_08.dcm"] = [DatasetDifference.TrailingPadding],

        // Texts lose more padding than one byte, an odd value gets it.
        ["dx/highdicom__dx_image.dcm"] = [DatasetDifference.Padding],
        ["mr/dcm4che__dicom_MR01.dcm"] = [DatasetDifference.Padding],
        ["mr/dcm_qa_deident__00001.dcm"] = [DatasetDifference.Padding],
        ["mr/dcm_qa_ge__2_Ax_fMRI_HB8_72sl_int_asc_0001.dcm"] = [DatasetDifference.Padding],
        ["mr/dcm_qa_ge__4_Ax_fMRI_HB8_80sl_int_asc_0001.dcm"] = [DatasetDifference.Padding],
        ["mr/dcm_qa_ge__i22.MRDC.1"] = [DatasetDifference.Padding],
        ["sr/modOpenREM__RF-No-kVp-and-others.dcm"] = [DatasetDifference.Padding],
        ["us/dicompixelanon__US-GE-4AICL142.dcm"] = [DatasetDifference.Padding],
        ["us/orthanc-tests__Issue16.dcm"] = [DatasetDifference.GroupLength, DatasetDifference.Padding],
        ["us/pydicom-data__gdcm-US-ALOKA-16.dcm"] = [DatasetDifference.Padding],
        ["xa/fo-dicom__HasFragmentSequence.dcm"] = [DatasetDifference.Padding],

        // Compressed pixels are OB, whatever the file says (PS3.5 A.4).
        ["ct/orthanc-tests__IM-0001-0002.dcm"] = [DatasetDifference.Representation],
        ["mr/dicom2nifti__IM-0001-0001-0001_ac57c4.dcm"] = [DatasetDifference.Representation],
        ["mr/dicom2nifti__IM-0001-0002-0001.dcm"] = [DatasetDifference.Representation],
        ["mr/orthanc-tests__IM-0001-0001.dcm"] = [DatasetDifference.Representation],
        ["pt/orthanc-tests__IM-0001-0001.dcm"] = [DatasetDifference.Representation],
        ["pt/orthanc-tests__IM-0001-0002.dcm"] = [DatasetDifference.Representation],
        ["sc/dwv__osirix-cerebrix.dcm"] = [DatasetDifference.Representation],

        // Blanks within UIDs are removed.
        ["ct/dwv__gdcm-CT-MONO2-8-abdo.dcm"] = [DatasetDifference.GroupLength, DatasetDifference.Padding, DatasetDifference.Content],

        // Of an element that is there twice the first is kept.
        ["other/pydicom__winter.dcm"] = [DatasetDifference.Content],

        // The meta group length is too small, and what of the meta information lies behind it goes out with the data set.
        ["us/orthanc-tests__PilatesArgenturGEUltrasoundOsiriX.dcm"] = [DatasetDifference.Content],
    };

    /// <summary>
    /// What Orthanc 1.10.1 keeps otherwise than it came: as dcmtk does, but trailing padding and elements that are there twice stay. It takes
    /// elements that no data set may have for none (<see cref="KnownRefusals.ChangedByOrthanc"/>).
    /// </summary>
    public static IReadOnlyDictionary<string, DatasetDifference[]> ByOrthanc { get; } = ByDcmtk
        .Where(e => !e.Value.Contains(DatasetDifference.TrailingPadding) && e.Key is not ("other/pydicom__winter.dcm" or "us/orthanc-tests__PilatesArgenturGEUltrasoundOsiriX.dcm"))
        .Select(e => KeyValuePair.Create(e.Key, KnownRefusals.ChangedByOrthanc.Contains(e.Key) ? [.. e.Value, DatasetDifference.Content] : e.Value))
        .UnionBy(KnownRefusals.ChangedByOrthanc.Select(name => KeyValuePair.Create(name, (DatasetDifference[])[DatasetDifference.Content])), e => e.Key)
        .ToDictionary();

    /// <summary>Compares each data set with what became of it.</summary>
    public static void AssertOnly(IReadOnlyDictionary<string, DatasetDifference[]> known, IEnumerable<CorpusInstance> instances, Func<CorpusInstance, byte[]> rewritten)
    {
        var wrong = new List<string>();
        foreach (var instance in instances)
        {
            var found = DatasetComparer.Compare(instance.DatasetBytes(), rewritten(instance), instance.TransferSyntax);
            var expected = known.GetValueOrDefault(instance.Name, []);
            if (!found.Select(f => f.Kind).Distinct().Order().SequenceEqual(expected.Order()))
            {
                wrong.Add($"{instance.Name}: {string.Join(", ", found.GroupBy(f => f.Kind).Select(g => $"{g.Key} ({g.Count()}) {string.Join("; ", g.Take(4).Select(f => f.Place))}"))}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
