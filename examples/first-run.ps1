#Requires -Version 7.6

<#
.SYNOPSIS
    De-identifies a sample study, or a folder of your own, and shows what happened.
.DESCRIPTION
    Without -Path a small synthetic study set is made first, so nothing but this script is needed. The files go through the shipped
    policies site-wide and project-level, in that order. Then it is shown what was held back and why, one header before and after,
    what changed, and that a second run over the copies changes nothing. Nothing that was there before is changed.
.PARAMETER Path
    A folder of your own DICOM files, of one patient; subfolders are read too.
.PARAMETER Destination
    Where sample, copies and what is held back go, each into a folder of its own. Default: deidps-first-run in the folder for
    temporary files.
.PARAMETER Subject
    The label the patient gets; with the sample, the patients are subj001, subj002 and so on.
.PARAMETER Session
    The label the session gets. Default: the subject with _sess001.
.PARAMETER Project
    The project the images go to.
.PARAMETER KeyPath
    The secret key that pseudonyms and date offsets are derived from. Default: first-run.key in the folder private below
    -Destination, made when it is missing. Keep it apart from the copies, and keep it: another key gives other pseudonyms.
.EXAMPLE
    dotnet run --project src/DeidPS.Host -- examples/first-run.ps1
.EXAMPLE
    dotnet run --project src/DeidPS.Host -- examples/first-run.ps1 -Path ./my-images -Destination ./clean -Subject subj001
#>
[CmdletBinding()]
param(
    [string] $Path,
    [string] $Destination = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'deidps-first-run'),
    [string] $Subject = 'subj001',
    [string] $Session,
    [string] $Project = 'DEMO',
    [string] $KeyPath
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module -Name DeidPS)) {
    Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, '..', 'DeidPS.psd1'))
}

$Destination = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination)

# The key: one for all runs, and not where the copies are.
if (-not $KeyPath) {
    $private = [System.IO.Path]::Combine($Destination, 'private')
    $KeyPath = [System.IO.Path]::Combine($private, 'first-run.key')
    if (-not [System.IO.File]::Exists($KeyPath)) {
        $null = [System.IO.Directory]::CreateDirectory($private)
        $key = New-DeidKey -Path $KeyPath
        "Made a key, fingerprint $($key.Fingerprint): $KeyPath"
    }
}

# What goes in: a folder of your own, or one folder a patient of the sample.
if ($Path) {
    $folders = @($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path))
}
else {
    $sample = [System.IO.Path]::Combine($Destination, 'sample')
    $made = @(New-DicomSample -Destination $sample -Force)
    "Made $($made.Count) sample files in $sample"
    $folders = [System.IO.Directory]::GetDirectories($sample)
    [System.Array]::Sort($folders, [System.StringComparer]::Ordinal)
}

# Site-wide first, project second; the labels are what the images are called from now on.
$out = [System.IO.Path]::Combine($Destination, 'deidentified')
$quarantine = [System.IO.Path]::Combine($Destination, 'held')
$again = [System.IO.Path]::Combine($Destination, 'second-run')
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
    $now = @(Invoke-Anonymise -Path $folders[$i] -Recurse -Destination ([System.IO.Path]::Combine($out, $label)) @run)
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
"`nSecond run over the copies: $($unchanged.Count) of $($repeated.Count) known by their seal and copied byte for byte."

$skipped = $results.Count - $written.Count - $held.Count
"`n$($written.Count) of $($results.Count) files were written to $out, $skipped left out, $($held.Count) held back."
if ($unchanged.Count -lt $repeated.Count) { exit 1 }
exit 0
