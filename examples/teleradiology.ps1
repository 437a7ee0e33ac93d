#Requires -Version 7.6

<#
.SYNOPSIS
    A pushed study from its arrival to its deletion: received, relabelled, moved into a project, shared, reported on, deleted.
.DESCRIPTION
    The whole procedure on a store of its own, with an invented study, so nothing but this script is needed. The study is sent as a PACS
    does that writes the teleradiology text into what it sends: nobody chose its labels, and it belongs to no project. It is de-identified
    in memory when it arrives, and once more when it moves into the project. In the end the project is deleted, with a certificate.

    Exit code 0: everything went as described. 1: something did not.
.PARAMETER Destination
    Where the store, its key and the study that is sent go, each into a folder of its own; the store must not be there yet. Default:
    deidps-teleradiology in the folder for temporary files.
.PARAMETER Catalog
    Connection string of a PostgreSQL database, without a password, for the store's catalogue. Default: a file in the store.
.PARAMETER Subject
    The label the patient gets in the project.
.PARAMETER Session
    The label the study gets in the project.
.EXAMPLE
    dotnet run --project src/DeidPS.Host -- examples/teleradiology.ps1
.EXAMPLE
    dotnet run --project src/DeidPS.Host -- examples/teleradiology.ps1 -Destination ./trial -Subject Subj042 -Session Subj042_CT1
#>
[CmdletBinding()]
param(
    [string] $Destination = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'deidps-teleradiology'),
    [string] $Catalog,
    [string] $Subject = 'Subj042',
    [string] $Session = 'Subj042_CT1'
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module -Name DeidPS)) {
    Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, '..', 'DeidPS.psd1'))
}

$receiver = $null
try {
    # A key and a store, which from now on every command finds by itself. The key stays outside: whoever has both knows who the patients are.
    $Destination = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination)
    $store = [System.IO.Path]::Combine($Destination, 'store')
    $keyPath = [System.IO.Path]::Combine($Destination, 'private', 'site.key')
    if (-not [System.IO.File]::Exists($keyPath)) {
        $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($keyPath))
        $null = New-DeidKey -Path $keyPath
    }

    $settings = @{ KeyPath = $keyPath; MinimumFreeGB = 1 }
    if ($Catalog) { $settings.Catalog = $Catalog }
    Initialize-DeidStore $store @settings | Out-Default
    $env:DEIDPS_STORE = $store

    # Two projects; whoever makes them owns them, and gives others a role.
    $null = New-DeidProject LUNG 'Lung nodules' -RetentionEnd 2030-12-31
    $null = New-DeidProject HEART 'Calcium scores'
    $null = Grant-DeidAccess LUNG jdoe -Role Collaborator

    # The receiver runs in the background: de-identified in memory, success is answered once the image is on the disk.
    $receiver = Start-DicomReceiver -Store $store -Port 0 -BindAddress 127.0.0.1

    # Somebody in radiology sends a study. The PACS adds "Project:Unassigned Subject:subj001 Session:subj001_sess001" to what it sends.
    $study = [System.IO.Path]::Combine($Destination, 'study')
    $made = @(New-DicomSample -Destination $study -Modality CT -Force)
    $sent = @(Send-Dicom $study -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -CallingAE SECTRA -Stamp)
    "Sent $(@($sent | Where-Object -Property Status -EQ -Value 'Sent').Count) of $($made.Count) images."
    $null = $receiver | Stop-DicomReceiver
    $receiver = $null

    # It waits in the prearchive. Five minutes after the last image it counts as complete; we know that nothing will come, and say so.
    $entry = Get-DeidPrearchive | Update-DeidPrearchive
    "`nWhat waits"
    $entry | Out-Default

    # Every pushed study has these labels: it cannot go into a project before somebody says whose it is.
    try {
        $null = $entry | Move-ToProject -Project LUNG
        throw 'A study with default labels was archived.'
    }
    catch [System.Management.Automation.RuntimeException] {
        if ($_.FullyQualifiedErrorId -notlike 'ArchiveConflict*') { throw }
        "Not yet: $($_.Exception.Message)`n  -> $($_.ErrorDetails.RecommendedAction)"
    }

    $null = $entry | Set-DeidPrearchiveLabel -Subject $Subject -Session $Session

    # First what would become of it, with everything that stands against it; then in earnest.
    $preview = Get-DeidPrearchive | Move-ToProject -Project LUNG -Preview
    "`n$($preview.Instances) images, $($preview.Changes) changes, $($preview.Conflicts.Count) conflicts."
    $moved = Get-DeidPrearchive | Move-ToProject -Project LUNG
    $moved | Out-Default

    # Others read it, in the project it is in, and read-only where it is shared. No file is copied.
    Grant-DeidShare LUNG $Session -To HEART | Out-Default
    "`nWhat HEART sees"
    Get-DeidSession HEART | Out-Default

    # What is in the project, for the annual report.
    "`nWhat is in LUNG"
    Get-DeidProjectContent LUNG | Out-Default

    # At its end the project goes with all that is in it. The certificate, which names nobody, is for the file.
    $certificate = Remove-DeidProject LUNG -Everywhere -Reason 'end of the example' -Force
    "`nThe certificate"
    $certificate | Out-Default
    "HEART sees $(@(Get-DeidSession HEART).Count) sessions now; its share is a $((Get-DeidShare HEART).State)."

    # Everything that was done stands in the audit trail, which nobody can change unnoticed.
    $isWhole = Test-DeidAudit -Quiet
    "The audit trail is $(if ($isWhole) { 'whole' } else { 'damaged' })."
    if (-not $isWhole -or $moved.Status -ne 'Archived' -or $certificate.Instances -ne $moved.Archived) { exit 1 }
}
catch {
    [System.Console]::Error.WriteLine("$($_.FullyQualifiedErrorId): $($_.Exception.Message)")
    exit 1
}
finally {
    if ($receiver) { $null = $receiver | Stop-DicomReceiver }
}

exit 0
