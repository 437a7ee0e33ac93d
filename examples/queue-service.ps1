#Requires -Version 7.6

<#
.SYNOPSIS
    Writes what an operating system needs to run the queue of a store by itself: a systemd service, and a task for the Windows Task Scheduler.
.DESCRIPTION
    Nothing is installed: the files are written, and what to do with them is said. The service works on the queue all the time and waits for more; the task begins
    every evening and ends when the queue is empty. Both run Start-DeidQueue; Stop-DeidQueue ends them, and when they are killed nothing is lost.

    Archives have to be registered where the account of the service finds them: Register-DicomNode -Scope AllUsers.

    Exit code 0: the files are written. 1: they are not.
.PARAMETER Store
    Folder of the store.
.PARAMETER KeyPath
    File with the store's key, which only the account of the service may read.
.PARAMETER Destination
    Folder for the files. Default: the current one.
.PARAMETER User
    Account that the service runs under. It owns the store's folder and is registered with the rights of a data manager.
.PARAMETER At
    When the task begins every evening, as HH:mm.
.PARAMETER Pwsh
    Path of PowerShell on the machine that runs it.
.EXAMPLE
    ./queue-service.ps1 -Store /srv/deid -KeyPath /etc/deidps/site.key -Destination ./unit
.EXAMPLE
    ./queue-service.ps1 -Store D:\deid -KeyPath D:\keys\site.key -User 'TRUST\svc-deid' -At 19:30
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Store,
    [Parameter(Mandatory)] [string] $KeyPath,
    [string] $Destination = '.',
    [string] $User = 'deidps',
    [ValidatePattern('^([01][0-9]|2[0-3]):[0-5][0-9]$')] [string] $At = '19:00',
    [string] $Pwsh = 'pwsh'
)
$ErrorActionPreference = 'Stop'

try {
    $folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination)
    $null = [System.IO.Directory]::CreateDirectory($folder)
    foreach ($value in $Store, $KeyPath, $User, $Pwsh) {
        # What ends a text in a unit and in a command line alike, whatever is done about it.
        if ($value -match '["\r\n]') { throw "A path or name holds a double quote or a line break." }
    }

    $module = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', 'DeidPS.psd1'))
    $import, $in, $with = foreach ($value in $module, $Store, $KeyPath) { "'$([System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($value))'" }
    $forever = "Import-Module $import; Start-DeidQueue -Continuous -Store $in -KeyPath $with"
    $once = "Import-Module $import; Start-DeidQueue -Store $in -KeyPath $with"

    # Between double quotes systemd takes a backslash for an escape, % for a specifier and $ for a variable; in a program's own path it knows no variables.
    $program = $Pwsh.Replace('\', '\\').Replace('%', '%%')
    $command = $forever.Replace('\', '\\').Replace('%', '%%').Replace('$', '$$')

    # systemd: SIGINT reaches PowerShell like Ctrl+C; half a minute is enough to cancel at the archive and give back what was under way.
    $unit = [System.IO.Path]::Combine($folder, 'deidps-queue.service')
    [System.IO.File]::WriteAllText($unit, @"
[Unit]
Description=DeidPS queue: fetches requested studies
After=network-online.target
Wants=network-online.target

[Service]
Type=exec
User=$($User.Replace('%', '%%'))
ExecStart="$program" -NoProfile -NonInteractive -Command "$command"
KillSignal=SIGINT
TimeoutStopSec=30
Restart=on-failure
RestartSec=60
NoNewPrivileges=yes
PrivateTmp=yes
UMask=0077

[Install]
WantedBy=multi-user.target

"@)

    # Windows: once a day until it is done; what the night did not fetch waits for the next.
    $task = [System.IO.Path]::Combine($folder, 'deidps-queue.xml')
    $xml = [xml] @"
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>DeidPS queue: fetches requested studies</Description></RegistrationInfo>
  <Triggers><CalendarTrigger><StartBoundary>2026-01-01T${At}:00</StartBoundary><ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay></CalendarTrigger></Triggers>
  <Principals><Principal id="Author"><UserId/><LogonType>Password</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal></Principals>
  <Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy><StartWhenAvailable>true</StartWhenAvailable><ExecutionTimeLimit>PT12H</ExecutionTimeLimit></Settings>
  <Actions Context="Author"><Exec><Command/><Arguments/></Exec></Actions>
</Task>
"@
    $xml.Task.Principals.Principal.SelectSingleNode('*[local-name()="UserId"]').InnerText = $User
    $xml.Task.Actions.Exec.SelectSingleNode('*[local-name()="Command"]').InnerText = $Pwsh
    $xml.Task.Actions.Exec.SelectSingleNode('*[local-name()="Arguments"]').InnerText = "-NoProfile -NonInteractive -Command `"$once`""
    $xml.Save($task)

    "Linux:   sudo cp '$($unit.Replace("'", "'\''"))' /etc/systemd/system/ && sudo systemctl enable --now deidps-queue"
    "Windows: schtasks /Create /TN DeidPS-Queue /XML `"$task`" /RU `"$User`" /RP"
}
catch {
    [System.Console]::Error.WriteLine("$($_.FullyQualifiedErrorId): $($_.Exception.Message)")
    exit 1
}

exit 0
