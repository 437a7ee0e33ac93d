# For BeforeAll, dot-sourced after ExampleWorld.ps1: a PostgreSQL server of its own with an empty database, from the programs in $postgres.
# It refuses to run as root, and the package made an account for it. What pg_ctl starts keeps its output, so that goes to no pipe of ours.
$databasePort = Get-FreePort
$databaseFolder = Join-Path $TestDrive database
$asServer = if ([System.Environment]::IsPrivilegedProcess) { 'runuser -u postgres --' } else { '' }
$startDatabase = @"
folder=`$(mktemp -d /tmp/deidps-pg-XXXXXX) && echo `$folder > '$databaseFolder' && cd /
if [ '$asServer' ]; then chown postgres `$folder; fi
exec < /dev/null > /dev/null 2>&1
$asServer '$postgres/initdb' -D `$folder/data -U deid --auth=trust --encoding=UTF8 --locale=C --no-sync &&
$asServer '$postgres/pg_ctl' -D `$folder/data -w -t 120 -l `$folder/log -o "-p $databasePort -c listen_addresses=127.0.0.1 -c unix_socket_directories=`$folder" start &&
$asServer '$postgres/createdb' -h 127.0.0.1 -p $databasePort -U deid deid
"@
$stopDatabase = "folder=`$(cat '$databaseFolder'); cd /; $asServer '$postgres/pg_ctl' -D `$folder/data -m immediate stop > /dev/null 2>&1; rm -rf `$folder"

function Invoke-ExampleShell([string]$Script) {
    $start = [System.Diagnostics.ProcessStartInfo]::new('/bin/sh')
    foreach ($argument in '-c', $Script) { $start.ArgumentList.Add($argument) }
    $process = [System.Diagnostics.Process]::Start($start)
    $process.WaitForExit()
    if ($process.ExitCode -ne 0) { throw "The shell ended with $($process.ExitCode)." }
}

Invoke-ExampleShell $startDatabase
$placeholders['Host=db;Database=deid;Username=deid'] = "Host=127.0.0.1;Port=$databasePort;Database=deid;Username=deid"
