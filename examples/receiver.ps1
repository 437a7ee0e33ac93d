#Requires -Version 7.6

<#
.SYNOPSIS
    Runs a receiver as a service: a systemd unit, a container or a scheduled task.
.DESCRIPTION
    Listens for what a PACS sends, de-identifies it in memory and writes copies, until it is told to end: by Ctrl+C, or by the signal to
    terminate that systemd and docker stop send. Instances on their way are finished then. One line is written for each instance that was not
    stored, and a report for each start. No line holds a patient value.

    Exit code 0: it was told to end. 1: it could not start, or could not go on. A process that is killed loses nothing: what was not
    answered with success, its sender keeps and sends again.

    As a systemd unit:

        [Service]
        ExecStart=/usr/bin/pwsh -NoProfile -NonInteractive -File /opt/deidps/examples/receiver.ps1 -Destination /data/deid -KeyPath /etc/deidps/site.key
        Restart=on-failure
        TimeoutStopSec=30

    As a scheduled task, for an account that may read the key: pwsh with the same arguments, at start-up, restarted on failure.
.PARAMETER Destination
    Folder for the copies. What is held back lies, encrypted, in the folder of that name with -quarantine added.
.PARAMETER KeyPath
    File with the site's key (New-DeidKey), or Env:NAME.
.PARAMETER Policy
    Policies in the order they apply.
.PARAMETER Port
    TCP port.
.PARAMETER AETitle
    Our AE title.
.PARAMETER AllowedPeer
    Who may send: AE, AE@address or @address. Everybody by default.
.PARAMETER BindAddress
    Address to listen on; all of them by default.
.PARAMETER ReportFolder
    Folder for the reports; one of its own for each start, so that none replaces another. By default the destination's name with -reports added.
.PARAMETER MinimumFreeGB
    Gigabytes that have to be free; below it senders are told to come back later.
.EXAMPLE
    dotnet run --project src/DeidPS.Host -- examples/receiver.ps1 -Destination /data/deid -KeyPath /etc/deidps/site.key -AllowedPeer SECTRA@10.1.0.0/16
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Destination,
    [Parameter(Mandatory)]
    [string] $KeyPath,
    [string[]] $Policy = 'site-wide',
    [int] $Port = 8104,
    [string] $AETitle = 'DEIDPS',
    [string[]] $AllowedPeer,
    [string] $BindAddress,
    [string] $ReportFolder,
    [int] $MinimumFreeGB = 1
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module -Name DeidPS)) {
    Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, '..', 'DeidPS.psd1'))
}

$counts = @{ Written = 0; Quarantined = 0; Skipped = 0; Failed = 0 }
try {
    $Destination = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination)
    if (-not $ReportFolder) { $ReportFolder = $Destination.TrimEnd('/', '\') + '-reports' }
    $ReportFolder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($ReportFolder)
    $null = [System.IO.Directory]::CreateDirectory($ReportFolder)
    $settings = @{
        Destination   = $Destination
        Policy        = $Policy
        KeyPath       = $KeyPath
        Port          = $Port
        AETitle       = $AETitle
        MinimumFreeGB = $MinimumFreeGB
        Report        = [System.IO.Path]::Combine($ReportFolder, [datetime]::UtcNow.ToString("yyyyMMdd'T'HHmmss.fff'Z.csv'"))
    }
    if ($AllowedPeer) { $settings.AllowedPeer = $AllowedPeer }
    if ($BindAddress) { $settings.BindAddress = $BindAddress }
    Start-DicomReceiver @settings -Wait | ForEach-Object {
        $counts["$($_.Status)"]++
        if ($_.Status -ne 'Written') {
            "$($_.Time.ToString('u')) $($_.ArrivalId)/$($_.Instance) from $($_.CallingAE): $($_.Status), $($_.Reason). $($_.Message) Answered $($_.Answer)"
        }
    }
}
catch {
    [System.Console]::Error.WriteLine("$($_.FullyQualifiedErrorId): $($_.Exception.Message)")
    exit 1
}

"Stopped. $($counts.Written) written, $($counts.Quarantined) held back, $($counts.Skipped) left out, $($counts.Failed) not kept."
exit 0
