using DeidPS.Module.Tests.Harness;
using DeidPS.Module.Tests.Stores;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>-Verbose explains what was decided: which policies in which order, which rule held something back, where something goes and why; the silence tests look for values in it.</summary>
public sealed class VerboseTests : StoreTest
{
    [Fact]
    public void Anonymising_tells_policies_in_their_order_and_what_decided()
    {
        Do("$null = New-DicomSample $args[0] -Modality CT -Count 1", Path.Combine(Folder, "in"));
        SampleFile.WriteTruncated(Folder, "in/cut.dcm");
        File.WriteAllText(Path.Combine(Folder, "own.das"), "version \"6.6\"\n(0010,0020) := \"X\"\n");
        var verbose = Try("$f = $args[0]; Invoke-Anonymise $f/in -Recurse -Destination $f/out -Profile Basic -Policy $f/own.das -KeyPath $f/site.key -Verbose -ErrorAction SilentlyContinue", Folder).Verbose;
        Assert.Contains(verbose, v => v.StartsWith("Policies, in this order: Basic@", StringComparison.Ordinal) && v.Contains(", then own@", StringComparison.Ordinal) && v.Contains("Key: ", StringComparison.Ordinal));
        Assert.Contains(verbose, v => v.Contains("CT0001.dcm: Written. Policies: Basic@", StringComparison.Ordinal) && v.Contains("replaced ", StringComparison.Ordinal));
        Assert.Contains(verbose, v => v.Contains("cut.dcm: Quarantined (Damaged", StringComparison.Ordinal) || v.Contains("cut.dcm: Failed (", StringComparison.Ordinal));
    }

    [Fact]
    public void The_store_tells_where_something_goes_and_why()
    {
        var good = (string)Do("New-DicomSample $args[0] -Modality CT -Count 1", Path.Combine(Folder, "in")).Output[0].Properties["Path"].Value;
        Do("$null = New-DeidProject LUNG T -Store $store");
        Assert.Contains(Do("Test-DeidRouting $args[0] -Store $store -Verbose", good).Verbose, v => v.StartsWith(good + ": Project: ", StringComparison.Ordinal) || v.StartsWith(good + ": Subject: ", StringComparison.Ordinal));
        Assert.Contains(Do("Import-DicomStudy $args[0] -Project LUNG -Subject S1 -Session S1_1 -Store $store -Verbose", good).Verbose, v => v.StartsWith(good + ": Written. ", StringComparison.Ordinal) && v.Contains("of project 'LUNG', session 'S1_1' of subject 'S1'.", StringComparison.Ordinal));
        Assert.Contains(Do("Get-DeidPrearchive -Store $store | Move-ToProject -Store $store -WhatIf -Verbose").Verbose, v => v.Contains(": Preview, session 'S1_1' of subject 'S1' in project 'LUNG'", StringComparison.Ordinal));
        Assert.Contains(Do("Get-DeidPrearchive -Store $store | Move-ToProject -Store $store -Verbose").Verbose, v => v.Contains(": Archived, session 'S1_1' of subject 'S1' in project 'LUNG'", StringComparison.Ordinal) && v.Contains("1 of 1 instances archived", StringComparison.Ordinal));
    }
}
