#Requires -Version 7.6

<#
.SYNOPSIS
    A spreadsheet in, a verified project out: plan, fetch, check, move, report.
.DESCRIPTION
    The list is checked and planned as a whole before anything is transferred. Then the queue fetches what is planned, as the archive's registration allows, until every study is
    there or nothing more can be done for it; run the script again, and it goes on where it stood. A sample of each modality is checked, with pictures to look at. What is ready
    moves into the project under its policy: in a new project only the first few of each modality, until somebody has looked at them and is named with -Reviewer. In the end the
    report says what became of each line of the list, in the hospital's words.

    There has to be a store with the project (Initialize-DeidStore, New-DeidProject), and the archive has to be registered (Register-DicomNode).

    Exit code 0: every line of the list is in the project, or waits for the review only. 1: something could not be done. 3: lines need somebody; the report says which.
.PARAMETER Path
    The list, a CSV file with XNAT's columns; Test-DeidRequestCsv tells what is wrong with it.
.PARAMETER Project
    The project, by id or alias.
.PARAMETER Node
    The archive. Default: the only one that is registered.
.PARAMETER Store
    Folder of the store. Default: the one that the environment variable DEIDPS_STORE names.
.PARAMETER Destination
    Folder for the report and the pictures of the check. Default: deidps-cohort in the current folder.
.PARAMETER SeriesFilter
    Which series are fetched; gstt-burntin leaves out what has names in its pixels.
.PARAMETER Reviewer
    Who has looked at the first sessions of the project; recorded, and the rest is moved.
.EXAMPLE
    ./cohort.ps1 ./cohort.csv LUNG -Node sectra -Store D:\deid
.EXAMPLE
    ./cohort.ps1 ./cohort.csv LUNG -Node sectra -Store D:\deid -Reviewer 'J. Doe'
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)] [string] $Path,
    [Parameter(Mandatory, Position = 1)] [string] $Project,
    [string] $Node,
    [string] $Store,
    [string] $Destination = 'deidps-cohort',
    [string] $SeriesFilter = 'gstt-burntin',
    [string] $Reviewer
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module -Name DeidPS)) {
    Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, '..', 'DeidPS.psd1'))
}

try {
    if ($Store) { $env:DEIDPS_STORE = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Store) }
    $folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination)
    $null = [System.IO.Directory]::CreateDirectory($folder)

    # The plan. Lines that were planned or fetched before are duplicates: nothing is asked for twice.
    $how = @{ Project = $Project; OnMultiple = 'Suffix'; SeriesFilter = $SeriesFilter }
    if ($Node) { $how.Node = $Node }
    $plan = @(Import-DeidRequest $Path @how)
    "Planned"
    $plan | Group-Object -Property State -NoElement | Out-Default
    $plan | Where-Object -Property State -EQ -Value 'Blocked' | Group-Object -Property Reason -NoElement | Out-Default

    # The transfer. It may take the night; when the machine is restarted meanwhile, the same line goes on.
    Get-DeidRequest -Project $Project -State Planned | Where-Object -Property Reason -NE -Value 'AwaitingClearance' | Start-DeidQueue -NoWait | Out-Null
    $done = @(Start-DeidQueue)
    "`nFetched: $(@($done | Where-Object -Property State -EQ -Value 'Complete').Count) of $($done.Count) studies that were waiting."

    # The check: a sample of each modality, and pictures for whoever looks at them.
    $sample = @(Test-DeidSample $Project -Prearchive -SampleSize 3 -PerModality -Destination $folder)
    "`nChecked"
    $sample | Out-Default

    # Into the project. While it is in pilot only the first of each kind go; the others say so, and wait.
    $moved = [System.Collections.Generic.List[object]]::new()
    foreach ($entry in Get-DeidPrearchive -Project $Project -State Ready) {
        try { $moved.Add(($entry | Move-ToProject -Project $Project)) }
        catch { "$($entry.Session): $($_.Exception.Message)`n  -> $($_.ErrorDetails.RecommendedAction)" }
    }

    if ($Reviewer) {
        $null = Approve-DeidProject $Project -By $Reviewer -Reason 'first sessions and their pictures looked at'
        foreach ($entry in Get-DeidPrearchive -Project $Project -State Ready) {
            try { $moved.Add(($entry | Move-ToProject -Project $Project)) }
            catch { "$($entry.Session): $($_.Exception.Message)`n  -> $($_.ErrorDetails.RecommendedAction)" }
        }
    }

    "`nMoved $(@($moved | Where-Object -Property Status -EQ -Value 'Archived').Count) studies into $Project."

    # The report: one line for each study of this list, and a summary. Those of earlier runs have the status of their first request.
    $report = [System.IO.Path]::Combine($folder, 'ingestion-status.csv')
    $which = @{ Project = $Project }
    if ($plan.Count -gt 0) { $which.Batch = $plan[0].Batch }
    $status = @(Get-DeidIngestionStatus @which -GsttWording -Csv $report)
    "`nWhat became of the list ($report)"
    $status | Group-Object -Property Status -NoElement | Out-Default
    $left = @(Get-DeidPrearchive -Project $Project | Where-Object -Property State -NE -Value 'Ready')
    if ($left.Count -gt 0 -or @($status | Where-Object -Property Status -NotIn -Value 'Archived', 'InPrearchive').Count -gt 0) { exit 3 }
}
catch {
    [System.Console]::Error.WriteLine("$($_.FullyQualifiedErrorId): $($_.Exception.Message)")
    exit 1
}

exit 0
