#Requires -Version 7.6

<#
.SYNOPSIS
    Queries a PACS, retrieves what it finds, de-identifies it with nothing identified on disk, and sends the copies on.
.DESCRIPTION
    First it is tested whether the PACS answers. Then studies are asked for by the keys given, retrieved into memory (beyond a limit
    into encrypted temporary files), de-identified by the shipped policies site-wide and project-level, and written to a folder. With
    -SendTo the copies go on to a registered node, with a report by which a run that was stopped is taken up again.
.PARAMETER HostName
    Host name or IP address of the PACS.
.PARAMETER Port
    Its TCP port.
.PARAMETER CalledAE
    Its AE title.
.PARAMETER CallingAE
    Our AE title, as the PACS knows us. For C-MOVE it is also the destination.
.PARAMETER AccessionNumber
    Accession numbers to ask for.
.PARAMETER PatientId
    Patient IDs to ask for.
.PARAMETER StudyDate
    A day (20240131), a range (20240101-20240131), a month (2024-01) or the last days (-7d).
.PARAMETER RetrieveMethod
    Move (C-MOVE, the PACS connects to this machine) or Get (C-GET).
.PARAMETER ReceiverPort
    Port at which the PACS expects this machine for C-MOVE.
.PARAMETER Destination
    Where the copies go, and what is held back, each into a folder of its own.
.PARAMETER Subject
    The label the patient gets.
.PARAMETER Session
    The label the session gets. Default: the subject with _sess001.
.PARAMETER Project
    The project the images go to.
.PARAMETER KeyPath
    The secret key that pseudonyms and date offsets are derived from; see New-DeidKey.
.PARAMETER SendTo
    A registered node that the copies are sent to; see Register-DicomNode.
.EXAMPLE
    ./query-retrieve.ps1 -HostName pacs -CalledAE SECTRA -CallingAE RESEARCH -AccessionNumber RJ1234567 -Destination ./lung -KeyPath ./site.key
.EXAMPLE
    ./query-retrieve.ps1 -HostName pacs -CalledAE SECTRA -PatientId P1 -StudyDate 2024-01 -RetrieveMethod Get -Destination ./lung -KeyPath ./site.key -SendTo research
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $HostName,
    [int] $Port = 104,
    [Parameter(Mandatory)] [string] $CalledAE,
    [string] $CallingAE = 'DEIDPS',
    [string[]] $AccessionNumber,
    [string[]] $PatientId,
    [string] $StudyDate,
    [ValidateSet('Move', 'Get')] [string] $RetrieveMethod = 'Move',
    [int] $ReceiverPort = 8104,
    [Parameter(Mandatory)] [string] $Destination,
    [string] $Subject = 'subj001',
    [string] $Session,
    [string] $Project = 'DEMO',
    [Parameter(Mandatory)] [string] $KeyPath,
    [string] $SendTo
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module -Name DeidPS)) {
    Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, '..', 'DeidPS.psd1'))
}

$Destination = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination)
$node = @{ HostName = $HostName; Port = $Port; CalledAE = $CalledAE; CallingAE = $CallingAE }

# Does it answer? Better asked before than found out in the middle.
$failed = @(Test-DicomNode @node -SkipMove | Where-Object -Property Status -EQ -Value 'Failed')
if ($failed.Count -gt 0) {
    'The PACS does not answer as it should:'
    foreach ($step in $failed) { "  $($step.Step): $($step.Detail)`n      -> $($step.Remedy)" }
    exit 2
}

# What is asked for: only the keys that were given.
$keys = @{}
if ($AccessionNumber) { $keys.AccessionNumber = $AccessionNumber }
if ($PatientId) { $keys.PatientId = $PatientId }
if ($StudyDate) { $keys.StudyDate = $StudyDate }
$studies = @(Invoke-DicomQuery @node @keys)
"Found $($studies.Count) studies."
if ($studies.Count -eq 0) { exit 1 }

# From the wire into memory, and from there de-identified to the disk. What does not come whole is said in the end.
$run = @{
    Policy     = 'site-wide', 'project-level'
    KeyPath    = $KeyPath
    Quarantine = [System.IO.Path]::Combine($Destination, 'held')
    Variable   = @{ project = $Project; subject = $Subject; session = if ($Session) { $Session } else { "${Subject}_sess001" } }
}
$retrieved = [System.Collections.Generic.List[object]]::new()
$results = @(
    $studies |
        Receive-DicomStudy -RetrieveMethod $RetrieveMethod -ReceiverPort $ReceiverPort -ErrorAction Continue |
        ForEach-Object { $retrieved.Add($_); $_ } |
        Invoke-Anonymise -Destination ([System.IO.Path]::Combine($Destination, 'deidentified')) @run
)
$retrieved | Out-Default
$written = @($results | Where-Object -Property Status -In -Value 'Written', 'Skipped')
$held = @($results | Where-Object -Property Status -EQ -Value 'Quarantined')
"$($written.Count) of $($results.Count) images were de-identified, $($held.Count) held back."
$isComplete = @($retrieved | Where-Object -Property IsComplete -EQ -Value $false).Count -eq 0 -and $written.Count + $held.Count -eq $results.Count

# On to the research archive. The report lets the same line go on where it was stopped.
if ($SendTo -and $written.Count -gt 0) {
    $sent = @($written | Send-Dicom -Node $SendTo -Report ([System.IO.Path]::Combine($Destination, 'sent.csv')) -ErrorAction Continue)
    $there = @($sent | Where-Object { $_.Status -eq 'Sent' -or $_.Reason -eq 'AlreadySent' })
    "$($there.Count) of $($sent.Count) copies are at $SendTo."
    $isComplete = $isComplete -and $there.Count -eq $sent.Count
}

if (-not $isComplete) {
    'Something is missing: the errors above say what. Run the same command again.'
    exit 2
}

exit 0
