using System.Collections.Concurrent;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>
/// The walk of one object, from a file or from the network: read the header, apply the policies, write a copy under a new name. Every call gives exactly one
/// result and never throws for what is wrong with a file. Thread safe; one object serves a whole run.
/// </summary>
public sealed class FileAnonymiser(PolicyRunner runner, AnonymiseOptions options)
{
    private readonly string[] _labels = [.. runner.Policies.Select(p => p.Label)];
    private readonly ConcurrentDictionary<string, int> _claimed = new(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, bool> _patients = new();
    private readonly ConcurrentDictionary<string, bool> _folders = new(StringComparer.Ordinal);

    /// <summary>How many different patients the files named so far, told by (0010,0020) and (0010,0010) as read.</summary>
    public int PatientCount => _patients.Count;

    /// <summary>How many copies of this run are of an instance that another folder got as well.</summary>
    public int RepeatedCount => _claimed.Count - _claimed.Keys.Select(Path.GetFileName).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Processes one file.</summary>
    /// <param name="source">Full path of the input.</param>
    /// <param name="relativeFolder">Its folder below the input root; empty for none.</param>
    /// <param name="ordinal">Its place in the run, from 0.</param>
    /// <param name="mode">Whether the copy is written.</param>
    /// <param name="stop">Stops it; the result then is Failed, Stopped.</param>
    public AnonymiseResult Process(string source, string relativeFolder, int ordinal, WriteMode mode, CancellationToken stop) =>
        Process(new FileInput(source, relativeFolder), ordinal, mode, stop);

    /// <summary>Processes one object, wherever it comes from.</summary>
    /// <param name="input">The object.</param>
    /// <param name="ordinal">Its place in the run, from 0.</param>
    /// <param name="mode">Whether the copy is written.</param>
    /// <param name="stop">Stops it; the result then is Failed, Stopped.</param>
    public AnonymiseResult Process(AnonymiseInput input, int ordinal, WriteMode mode, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(input);
        DicomFile? file = null;
        try
        {
            var result = Walk(input, ref file, ordinal, mode, stop);
            return result.Status == AnonymiseStatus.Quarantined && mode == WriteMode.Write ? TakeIn(input, file, result, stop) : result;
        }
        finally
        {
            // Not before: an object from the network is nowhere else when it is to be held.
            file?.Dispose();
        }
    }

    private AnonymiseResult TakeIn(AnonymiseInput input, DicomFile? file, AnonymiseResult result, CancellationToken stop)
    {
        try
        {
            return input.Quarantine(result, file, options.Quarantine, stop);
        }
        catch (OperationCanceledException)
        {
            return Stopped(result);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DeidException)
        {
            return result with
            {
                Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.WriteFailed, HeldCases = [], ErrorId = "WriteFailed",
                Message = $"{result.Message} It could not be copied to the quarantine folder ({error.GetType().Name}).", RecommendedAction = "Check free space and permissions of the quarantine folder.",
            };
        }
    }

    private static AnonymiseResult Stopped(AnonymiseResult result) => result with
    {
        Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.Stopped, HeldCases = [], ErrorId = null, Message = "The run was stopped before this file was finished.", RecommendedAction = "Run the same command again: it completes the set.",
    };

    private AnonymiseResult Walk(AnonymiseInput input, ref DicomFile? file, int ordinal, WriteMode mode, CancellationToken stop)
    {
        var result = new AnonymiseResult { Source = input.Name, Status = AnonymiseStatus.Failed, Policies = _labels };
        try
        {
            stop.ThrowIfCancellationRequested();
            if (mode == WriteMode.Declined)
            {
                return result with { Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.Declined, Message = "Declined at the prompt." };
            }

            file = input.Open();
            return Process(input, file, result, ordinal, mode, stop);
        }
        catch (OperationCanceledException)
        {
            return Stopped(result);
        }
        catch (Exception error)
        {
            return Failures.Describe(result, error);
        }
    }

    private AnonymiseResult Process(AnonymiseInput input, DicomFile file, AnonymiseResult result, int ordinal, WriteMode mode, CancellationToken stop)
    {
        var sopClass = file.Dataset.GetText(DicomTags.SOPClassUID) ?? file.FileMeta?.GetText(DicomTags.MediaStorageSOPClassUID);
        result = result with { SOPClassUID = OutputName.SafeUid(sopClass), Warnings = file.Warnings.Count };
        if (file.Failure is { } failure)
        {
            return Failures.Describe(result, failure);
        }

        if (Refusal(file, sopClass, result) is { } refused)
        {
            return refused;
        }

        if (input.RequiresPolicy && runner.IsEmpty)
        {
            return Failures.Quarantine(
                result, AnonymiseReason.NotDeidentified, "ResidualIdentifier", "No policy does anything, and what came from the network is not written as it is.", "Name a policy that de-identifies, such as site-wide.");
        }

        _patients.TryAdd(HashCode.Combine(file.Dataset.GetText(new DicomTag(0x00100020)), file.Dataset.GetText(new DicomTag(0x00100010))), true);
        var layout = options.Layout ?? input.DefaultLayout;
        var folders = FolderNames.Judge(layout == OutputLayout.Relative ? input.RelativeFolder : string.Empty, file.Dataset);
        var outcome = runner.Apply(file);
        result = result with
        {
            Removed = outcome.Removed, Replaced = outcome.Replaced, Emptied = outcome.Emptied, Added = outcome.Added, Warnings = result.Warnings + outcome.Warnings,
            RequiredReplaced = outcome.RequiredReplaced, PatientIdentityRemoved = file.Dataset.GetText(DicomTags.PatientIdentityRemoved) == "YES",
        };

        if (outcome.IsRejected)
        {
            return result with { Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.Rejected, Message = "A policy rejected the object." };
        }

        if (outcome.IsRecordDoubtful)
        {
            return Failures.Quarantine(
                result,
                AnonymiseReason.AlreadyDeidentified,
                "AlreadyDeidentified",
                "(0012,0063) says that the policy was applied, but the object was changed since or was sealed with another key.",
                "Start from the original, or use the key it was made with. Applying the policy once more would move dates twice.");
        }

        if (outcome.IsProfileMissing)
        {
            return Failures.Quarantine(
                result,
                AnonymiseReason.NotDeidentified,
                "ResidualIdentifier",
                "The policy is for objects that a profile was applied to with this site's key, and this object is none.",
                "Apply site-wide first, or both at once: -Policy site-wide, project-level.");
        }

        if (outcome.LeftUnchanged.Count > 0)
        {
            return Failures.Quarantine(
                result,
                AnonymiseReason.Review,
                "ResidualIdentifier",
                $"A rule found no value to assign and left {Named(outcome.LeftUnchanged)} as it was.",
                "Add a rule that removes the attribute when the value is missing, for example with isPresent[].");
        }

        if (outcome.Residual.Count > 0)
        {
            return Failures.Quarantine(
                result,
                AnonymiseReason.Residual,
                "ResidualIdentifier",
                $"A value that named the patient still stands in {Named([.. outcome.Residual.Select(WithKeyword)])}.",
                RuleFor(outcome.Residual[0]) + " Or correct it at the source.");
        }

        if (outcome.Held.Count > 0)
        {
            return Hold(result, outcome.Held);
        }

        if (outcome.IsAlreadyDeidentified)
        {
            result = result with { Reason = AnonymiseReason.AlreadyDeidentified, Message = "All policies are recorded and sealed in the object: it was copied unchanged." };
        }

        file.EnsureFileMeta();
        return Write(input, file, result, OutputName.For(layout, folders, file.Dataset, ordinal), ordinal, mode, stop);
    }

    private static AnonymiseResult Hold(AnonymiseResult result, IReadOnlyList<HeldFinding> held)
    {
        var cases = held.Select(h => h.Case).Distinct().Order().ToList();
        var names = string.Join(", ", cases);
        return Failures.Quarantine(
            result with { HeldCases = cases },
            AnonymiseReason.Held,
            cases.TrueForAll(c => c is HeldCase.UnknownAttribute or HeldCase.StructuredReport or HeldCase.EncapsulatedDocument) ? "ResidualIdentifier" : "PixelDataNotCleared",
            string.Join("; ", held.Take(5).Select(h => h.Message.TrimEnd('.'))) + ".",
            $"Look at it; accept it with Invoke-Anonymise -Allow {names}, or \"accept\" in the policy.");
    }

    /// <summary>The rule that takes an attribute away, as the author of a policy writes it.</summary>
    private static string RuleFor(string address)
    {
        var tag = LeafOf(address);
        return tag.IsPrivate ? "Private elements go with a profile (about_DeidProfiles), and with removeAllPrivateTags in a script (about_DeidScripts)."
            : DicomDictionary.VROf(tag) == DicomVR.UI ? $"UIDs are replaced by a profile (about_DeidProfiles), and by hashUIDList[{tag}] in a script (about_DeidScripts)."
            : $"A script with the lines version \"6.7\" and -*/{tag} removes it: name it before the last policy, as in -Policy site-wide, ./rules.das, project-level (about_DeidScripts).";
    }

    private static string WithKeyword(string address) => DicomDictionary.Find(LeafOf(address))?.Keyword is { Length: > 0 } keyword ? $"{address} {keyword}" : address;

    /// <summary>The attribute itself, at the end of an address.</summary>
    private static DicomTag LeafOf(string address) => DicomTag.TryParse(address.AsSpan(address.LastIndexOf('/') + 1), out var tag) ? tag : default;

    /// <summary>The first few addresses: a hostile object has thousands.</summary>
    private static string Named(IReadOnlyList<string> paths) =>
        paths.Count <= 10 ? string.Join(", ", paths) : FormattableString.Invariant($"{string.Join(", ", paths.Take(10))} and {paths.Count - 10} more");

    private static AnonymiseResult? Refusal(DicomFile file, string? sopClass, AnonymiseResult result)
    {
        if (sopClass == DicomUids.MediaStorageDirectory)
        {
            return result with
            {
                Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.Dicomdir, Message = "A DICOMDIR is not copied: its records name patients and the old files.", RecommendedAction = "Make a new DICOMDIR of the output if one is needed.",
            };
        }

        var suspect = file.Warnings.FirstOrDefault(w => w.IsSuspect);
        if (suspect is not null)
        {
            return Failures.Quarantine(
                result,
                suspect.ErrorId == DicomParseException.UnsupportedTransferSyntax ? AnonymiseReason.TransferSyntax : AnonymiseReason.Suspect,
                suspect.ErrorId,
                FormattableString.Invariant($"At byte {suspect.Offset}: {suspect.Message}."),
                "Export the object again, or have the sending system repaired.");
        }

        return CharacterSetsAreSupported(file.Dataset)
            ? null
            : Failures.Quarantine(result, AnonymiseReason.CharacterSet, "DicomParseError", "(0008,0005) names a character set that is not known, so the text cannot be judged.", "Correct (0008,0005) at the source.");
    }

    /// <summary>Whether the text of the data set and of every item can be decoded: an item may have a character set of its own.</summary>
    private static bool CharacterSetsAreSupported(DicomDataset dataset)
    {
        if (dataset.Contains(DicomTags.SpecificCharacterSet) && !dataset.CharacterSet.IsSupported)
        {
            return false;
        }

        foreach (var element in dataset)
        {
            if (element.IsSequence && !element.Items.All(CharacterSetsAreSupported))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Waits until a file that is there already is on the disk: it may be one that is written at this moment, or whose writer was killed.</summary>
    /// <returns>What came in between; null when it is on the disk.</returns>
    private static Exception? Unsettled(string target)
    {
        try
        {
            PrivateFile.Settle(target);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error;
        }
    }

    private AnonymiseResult Write(AnonymiseInput input, DicomFile file, AnonymiseResult result, string relativePath, int ordinal, WriteMode mode, CancellationToken stop)
    {
        var target = Path.Combine(options.Destination, relativePath);
        result = result with { Destination = target, SOPInstanceUID = OutputName.SafeUid(file.Dataset.GetText(DicomTags.SOPInstanceUID)) };
        if (_claimed.GetOrAdd(target, ordinal) != ordinal)
        {
            return Failures.Quarantine(
                result,
                AnonymiseReason.DuplicateInstance,
                "DestinationExists",
                "Another file of this run became the same SOP Instance in the same folder.",
                "Look at both inputs: one instance may have been exported twice.");
        }

        try
        {
            if (!options.Overwrite && File.Exists(target))
            {
                return Existing(input, file, result, target, mode, stop);
            }

            if (mode == WriteMode.Trial)
            {
                return result with { Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.WhatIf, Message = "Trial run: nothing was written." };
            }

            _folders.GetOrAdd(Path.GetDirectoryName(target)!, static folder => Directory.CreateDirectory(folder).Exists);

            // Asked again by the writer right before the rename: another process may have taken the name meanwhile.
            var bytes = file.Save(target, options.Overwrite, options.Durable || input.IsDurable, options.BeforeWaiting, stop);
            return result with { Status = AnonymiseStatus.Written, BytesWritten = bytes };
        }
        catch (DicomWriteException error) when (error.ErrorId == "DestinationExists")
        {
            return Existing(input, file, result, target, mode, stop);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Reading the header went well just now, so an I/O error here is the destination's as good as always.
            return Failures.WriteFailed(result, error);
        }
    }

    /// <summary>
    /// A file of that name is there. An input file stays where it is, so it is passed over, and told when another lies there; an object that is nowhere
    /// else is passed over only when it is the one that lies there.
    /// </summary>
    private AnonymiseResult Existing(AnonymiseInput input, DicomFile file, AnonymiseResult result, string target, WriteMode mode, CancellationToken stop)
    {
        if (input.RequiresPolicy && !SameObject.IsAt(target, file, stop))
        {
            return Failures.Quarantine(
                result,
                AnonymiseReason.DuplicateContent,
                "DestinationExists",
                "A copy of the same SOP Instance is already there, and its content is another.",
                "Look at both: Export-DeidHeld writes the object that came. Invoke-Anonymise with -Force replaces the copy.");
        }

        if ((options.Durable || input.IsDurable) && mode == WriteMode.Write && Unsettled(target) is { } unsettled)
        {
            return Failures.WriteFailed(result, unsettled);
        }

        return input.RequiresPolicy || SameObject.BeginsAt(target, file, stop)
            ? result with { Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.AlreadyExists, Message = "The copy is already there." }
            : result with
            {
                Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.DuplicateContent, Destination = null, SOPInstanceUID = null, Message = "A copy of that name is already there, and its content is another.",
                RecommendedAction = "Use -Force to replace it: other policies, labels or another original made the one that is there.",
            };
    }
}
