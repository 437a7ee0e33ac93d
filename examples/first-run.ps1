#Requires -Version 7.6

<#
.SYNOPSIS
    De-identifies a sample study, or a folder of your own, and shows what happened.
.DESCRIPTION
    Without -Path a small synthetic study set is made first, so nothing but this script is needed. The files go through the shipped
    policies site-wide and project-level, in that order. Then it is shown what was held back and why, one header before and after,
    what changed, what a search for the originals' identifiers finds in the copies, and that a second run over the copies changes
    nothing. Nothing that was there before is changed.

    The folder -Destination holds copies only, and can be handed on. What is not to be handed on lies beside it: held back objects,
    identified as they are, in <destination>-held; the key in <destination>-private; a page about the copies in <destination>-report.html.
.PARAMETER Path
    A folder of your own DICOM files, of one patient; subfolders are read too.
.PARAMETER Destination
    Where the copies go. Default: deidps-first-run/clean in the folder for temporary files.
.PARAMETER Subject
    The label the patient gets; with the sample, the patients are subj001, subj002 and so on.
.PARAMETER Session
    The label the session gets. Default: the subject with _sess001.
.PARAMETER Project
    The project the images go to.
.PARAMETER KeyPath
    The secret key that pseudonyms and date offsets are derived from. Default: first-run.key in <destination>-private, made when it is
    missing. Keep it apart from the copies, and keep it: another key gives other pseudonyms.
.EXAMPLE
    pwsh ./examples/first-run.ps1 -Path ./my-images -Destination ./clean -Subject subj001
.EXAMPLE
    dotnet run --project src/DeidPS.Host -- examples/first-run.ps1
#>
[CmdletBinding()]
param(
    [string] $Path,
    [string] $Destination = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'deidps-first-run', 'clean'),
    [string] $Subject = 'subj001',
    [string] $Session,
    [string] $Project = 'DEMO',
    [string] $KeyPath
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module -Name DeidPS)) {
    Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, '..', 'DeidPS.psd1'))
}

$Destination = [System.IO.Path]::TrimEndingDirectorySeparator($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination))
if ($Path) {
    $Path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
    if (-not [System.IO.Directory]::Exists($Path)) {
        "There is no folder $Path."
        exit 1
    }
}

# The key: one for all runs, and not where the copies are.
if (-not $KeyPath) {
    $private = "$Destination-private"
    $KeyPath = [System.IO.Path]::Combine($private, 'first-run.key')
    if (-not [System.IO.File]::Exists($KeyPath)) {
        $null = [System.IO.Directory]::CreateDirectory($private)
        $key = New-DeidKey -Path $KeyPath
        "Made a key, fingerprint $($key.Fingerprint): $KeyPath"
    }
}

# What goes in: a folder of your own, or one folder a patient of the sample.
if ($Path) {
    $folders = @($Path)
}
else {
    $sample = "$Destination-sample"
    $made = @(New-DicomSample -Destination $sample -Force)
    "Made $($made.Count) sample files in $sample"
    $folders = [System.IO.Directory]::GetDirectories($sample)
    [System.Array]::Sort($folders, [System.StringComparer]::Ordinal)
}

# Site-wide first, project second; the labels are what the images are called from now on.
$quarantine = "$Destination-held"
$again = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'deidps-' + [guid]::NewGuid())
$results = [System.Collections.Generic.List[object]]::new()
$repeated = [System.Collections.Generic.List[object]]::new()
for ($i = 0; $i -lt $folders.Length; $i++) {
    $label = if ($Path) { $Subject } else { 'subj{0:d3}' -f ($i + 1) }
    $run = @{
        Policy     = 'site-wide', 'project-level'
        KeyPath    = $KeyPath
        Quarantine = $quarantine
        Variable   = @{
            project = $Project
            subject = $label
            session = if ($Session) { $Session } else { "${label}_sess001" }
        }
        Force      = $true
    }
    $now = @(Invoke-Anonymise -Path $folders[$i] -Recurse -Destination ([System.IO.Path]::Combine($Destination, $label)) @run)
    $results.AddRange($now)

    # Once more over the copies: the seal in them proves that nothing is left to do.
    $copies = @($now | Where-Object -Property Status -EQ -Value 'Written' | ForEach-Object { $_.Destination })
    if ($copies.Count -gt 0) {
        $repeated.AddRange(@(Invoke-Anonymise -LiteralPath $copies -Destination ([System.IO.Path]::Combine($again, $label)) @run))
    }
}

"`nResults"
$results | Out-Default

$held = @($results | Where-Object { $_.Status -eq 'Quarantined' -or $_.Status -eq 'Failed' })
if ($held.Count -gt 0) {
    "`nHeld back, identified as they are, in $quarantine"
    foreach ($group in @($held | Group-Object -Property { if ($_.HeldCases.Count -gt 0) { $_.HeldCases -join ', ' } else { "$($_.Reason)" } })) {
        "  $($group.Count) x $($group.Name): $($group.Group[0].Message)"
        if ($group.Group[0].RecommendedAction) { "      -> $($group.Group[0].RecommendedAction)" }
    }
}

$written = @($results | Where-Object -Property Status -EQ -Value 'Written')
if ($written.Count -eq 0) {
    "`nNothing was written: the messages above say why."
    exit 1
}

$first = $written[0]
"`nBefore: $($first.Source)"
Get-DicomHeader -LiteralPath $first.Source -Tag Patient*, Study*, AccessionNumber, InstitutionName | Out-Default
"`nAfter: $($first.Destination)"
Get-DicomHeader -LiteralPath $first.Destination -Tag Patient*, Study*, AccessionNumber, InstitutionName, DeidentificationMethod | Out-Default
"`nWhat the policies changed"
Compare-DicomHeader -ReferencePath $first.Source -DifferencePath $first.Destination | Out-Default

$unchanged = @($repeated | Where-Object { $_.Reason -eq 'AlreadyDeidentified' -and (Get-FileHash $_.Source).Hash -eq (Get-FileHash $_.Destination).Hash })
if ([System.IO.Directory]::Exists($again)) { [System.IO.Directory]::Delete($again, $true) }
"`nSecond run over the copies: $($unchanged.Count) of $($repeated.Count) known by their seal and copied byte for byte."

# What is left of the originals: nothing, or every place where somebody has to look.
$originals = if ($Path) { $Path } else { $sample }
$found = @(Test-Deidentified -LiteralPath $Destination -Recurse -Against $originals)
$certain = @($found | Where-Object -Property Confidence -EQ -Value 'Certain')
"`nSearched for the originals' identifiers: $($certain.Count) certain and $($found.Count - $certain.Count) possible findings"
foreach ($group in @($found | Group-Object -Property { "$($_.Confidence) $($_.Rule)" })) { "  $($group.Count) x $($group.Name): $($group.Group[0].Recommendation)" }
$report = "$Destination-report.html"
$null = Get-DeidReport -Path $Destination -Against $originals -Destination $report

$skipped = $results.Count - $written.Count - $held.Count
"`n$($written.Count) of $($results.Count) files were written to $Destination, $skipped left out, $($held.Count) held back. The page for whoever releases them: $report"
if ($unchanged.Count -lt $repeated.Count -or $certain.Count -gt 0) { exit 1 }
exit 0
