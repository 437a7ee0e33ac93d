#Requires -Version 7.6
<#
.SYNOPSIS
    De-identifies a sample study, or a folder of your own, and shows what happened.
.DESCRIPTION
    Without -Path a small synthetic study set is made first, so nothing but this script is needed. The files go through the
    shipped policies site-wide and project-level, in that order; then one header is shown before and after, with the
    differences, and where the files are: copies, and what was held back. Nothing that was there before is changed.
.PARAMETER Path
    A folder of your own DICOM files, of one patient; subfolders are read too.
.PARAMETER Destination
    Where sample and copies go. Default: deidps-first-run in the folder for temporary files.
.PARAMETER Subject
    The label the patient gets; with the sample, the patients are subj001, subj002 and so on.
.PARAMETER Session
    The label the session gets. Default: the subject with _sess001.
.PARAMETER Project
    The project the images go to.
.PARAMETER KeyPath
    The site's secret key, which pseudonyms and date shifts are derived from. Default: a new one beside the copies, for a demonstration.
.EXAMPLE
    dotnet run --project src/DeidPS.Host -- examples/first-run.ps1
.EXAMPLE
    dotnet run --project src/DeidPS.Host -- examples/first-run.ps1 -Path ./my-images -Destination ./clean -Subject S1
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

if (-not $KeyPath) {
    $KeyPath = [System.IO.Path]::Combine($Destination, 'first-run.key')
    $null = [System.IO.Directory]::CreateDirectory($Destination)
    $key = New-DeidKey $KeyPath -Force
    "Made a key with the fingerprint $($key.Fingerprint)"
}

# Site-wide first, project second; the labels are what the images are called from now on.
$out = [System.IO.Path]::Combine($Destination, 'deidentified')
$results = @(
    for ($i = 0; $i -lt $folders.Length; $i++) {
        $label = if ($Path) { $Subject } else { 'subj{0:d3}' -f ($i + 1) }
        $variables = @{
            project = $Project
            subject = $label
            session = if ($Session) { $Session } else { "${label}_sess001" }
        }
        Invoke-Anonymise -Path $folders[$i] -Recurse -Destination ([System.IO.Path]::Combine($out, $label)) `
            -Policy site-wide, project-level -Variable $variables -KeyPath $KeyPath -Quarantine ([System.IO.Path]::Combine($Destination, 'held')) -Force
    }
)

"`nResults"
$results | Out-Default
$written = @($results | Where-Object -Property Status -EQ -Value 'Written')
if ($written.Count -eq 0) {
    'Nothing was written: the messages above say why.'
    exit 1
}

$first = $written[0]
"`nBefore: $($first.Source)"
Get-DicomHeader -LiteralPath $first.Source -Tag Patient*, Study*, AccessionNumber, InstitutionName | Out-Default
"`nAfter: $($first.Destination)"
Get-DicomHeader -LiteralPath $first.Destination -Tag Patient*, Study*, AccessionNumber, InstitutionName, DeidentificationMethod | Out-Default
"`nWhat the policies changed"
Compare-DicomHeader -ReferencePath $first.Source -DifferencePath $first.Destination | Out-Default

$held = @($results | Where-Object { $_.Status -eq 'Quarantined' -or $_.Status -eq 'Failed' })
$skipped = $results.Count - $written.Count - $held.Count
"`n$($written.Count) of $($results.Count) files were written to $out, $skipped left out by a policy, $($held.Count) held back."
exit 0
