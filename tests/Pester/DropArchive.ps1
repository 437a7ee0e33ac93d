# For AfterAll, dot-sourced: what Archive.ps1 began.
if ($archiveProcess) {
    $archiveProcess.Kill($true)
    $archiveProcess.Dispose()
}

$env:DEIDPS_NODES = $nodesBefore
$env:DEIDPS_STORE = $storeBefore
