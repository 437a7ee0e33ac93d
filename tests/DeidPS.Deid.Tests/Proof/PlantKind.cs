namespace DeidPS.Deid.Tests.Proof;

/// <summary>What a planted text is.</summary>
internal enum PlantKind
{
    /// <summary>A part of the patient's name, in any script.</summary>
    Name,

    /// <summary>A patient id, or another id of the person.</summary>
    PatientId,

    /// <summary>An accession, order or study number.</summary>
    Order,

    /// <summary>A date of birth or of an examination.</summary>
    Date,

    /// <summary>An instance UID.</summary>
    Uid,

    /// <summary>A part of the name of somebody who treats the patient.</summary>
    Staff,

    /// <summary>A hospital or department.</summary>
    Institution,

    /// <summary>A postal address.</summary>
    Address,

    /// <summary>A telephone number.</summary>
    Telephone,

    /// <summary>An NHS number that stands in no attribute for ids.</summary>
    NhsNumber,

    /// <summary>A postcode in text.</summary>
    Postcode,

    /// <summary>An e-mail address in text.</summary>
    Email,

    /// <summary>A URL or network path.</summary>
    Url,
}
