namespace DeidPS.Deid.Profile;

/// <summary>Where one of the identifying attributes at the top level gets its value.</summary>
public enum LabelSource
{
    /// <summary>The variable <c>subject</c> when the run gives one, else the patient's pseudonym.</summary>
    Subject,

    /// <summary>The variable <c>session</c> when the run gives one, else a pseudonym of the value; a label over 16 characters or not legal in the VR gives a pseudonym of the label.</summary>
    Session,

    /// <summary>The variable <c>project</c>; the attribute is left to the table when there is none or it is Unassigned or Unknown.</summary>
    Project,

    /// <summary>Always the pseudonym.</summary>
    Pseudonym,

    /// <summary>
    /// The words of the allow-list; where none remain or none were, modality and series number, so that series can be told apart. An attribute that
    /// is not there is not added.
    /// </summary>
    Series,

    /// <summary>Zero length.</summary>
    Empty,
}
