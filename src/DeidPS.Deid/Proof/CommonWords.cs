using System.Collections.Frozen;

namespace DeidPS.Deid.Proof;

/// <summary>
/// Words that are names of people and words of reports alike, and dummies. As part of a name a common word counts only beside another
/// part of the same name; a dummy never counts (PS3.15 E.1.1: an original that equals the dummy is fine).
/// </summary>
internal static class CommonWords
{
    private static readonly FrozenSet<string> s_common = Split(
        """
        abdomen accession acquisition adult after ankle anterior aorta april apex area arm arms arms arterial august axial back ball band bank barium baseline
        basin bay bed bell best bird black blood bloom blue body bolus bone bones book bow box brain branch breast bridge brief bright brown brush bush
        camp cardiac care carotid case cell central centre chain chance chest child church clay clear clinic cold colon comment complete contrast cook
        coronal coronary cross data date dawn day dean december deep delay department detail diffusion digital doctor dose down drake dual early east echo elbow
        enhanced exam face fair fat female field film filter fine finger first fish flow follow foot ford forearm forest fox frame france frank free
        friday frost full gate general gold good grace grand grant gray green grey group guide hall hand hands hard head heart heel help high hill hip hold hope
        hospital house human hunter image index infirmary input iris iron italy january joint july june junior kidney king knee knight lake lamb land large last
        late lateral leg legs left level light limb line liver localizer long loss love lower lumbar lung lungs main major male manual march mark mass master
        may meal mean medical mid middle mild mill minor mobile mode model monday moon more motion name neck negative night none normal north nose note november
        october order other page palm panel park part patient peak pelvis perfect phantom phase place plain plan plane plate pool port portable position
        post power price prior private process prone prostate protocol pulse quick radiology range rapid rate ray read recon record red reference region report rest review
        rice rich right ring rise river road rock rose round royal sagittal sample saturday scan scout screen second section see senior september series set sharp
        short shoulder side silver single site skull slice slow small smart snow soft south special spine spring standard star start state steel step stone stop
        storm strain street stress strong study subject summer sunday supine surface swift table take test thigh thorax thumb thursday time title toe total
        towers trace tract trauma tuesday tube tumor tumour unit university upper vein venous vertex very view visit vital volume walker wall ward warm water wave way
        wednesday weight west white whole width wild will winter wolf wood work worth wrist year york young zoom
        sequence original primary derived secondary axial other unspecified value version standard default system storage device demo
        """);

    private static readonly FrozenSet<string> s_dummies = Split(
        "anon anonymous anonymised anonymized anonymise anonymize deidentified removed unknown none null empty dummy redacted n/a na nobody noname remove removed "
        + "19000101 19000101000000 01011900 000000 00000000 0000000000 unassigned not specified unspecified");

    /// <summary>True for a folded word that stands in reports of anybody.</summary>
    public static bool IsCommon(string folded) => s_common.Contains(folded);

    /// <summary>True for a folded text that de-identifiers put in the place of values.</summary>
    public static bool IsDummy(string folded) => s_dummies.Contains(folded);

    private static FrozenSet<string> Split(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
