# For BeforeAll, dot-sourced: a store with the project LUNG, and an archive of others, dcmqrscp of the Debian package dcmtk, with three invented studies, registered as pacs.
# Without dcmqrscp there is the store, and a node at which nothing listens. DropArchive.ps1 ends it.
function Get-FreePort {
    $socket = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $socket.Start()
    $port = $socket.LocalEndpoint.Port
    $socket.Stop()
    $port
}

$nodesBefore = $env:DEIDPS_NODES
$storeBefore = $env:DEIDPS_STORE
$env:DEIDPS_NODES = Join-Path $TestDrive 'nodes.json'
$env:DEIDPS_STORE = Join-Path $TestDrive 'store'
$key = Join-Path $TestDrive 'site.key'
$null = New-DeidKey $key
$null = Initialize-DeidStore $env:DEIDPS_STORE -KeyPath $key -IdleMinutes 0 -MinimumFreeGB 0
$null = New-DeidProject LUNG 'Lung nodules'
$port = Get-FreePort
$own = Get-FreePort
Register-DicomNode pacs 127.0.0.1 -Port $port -CalledAE ARCHIVE -ReceiverPort $own -BackoffSec 1

$program = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
if ($program) {
    $samples = @(New-DicomSample (Join-Path $TestDrive 'source') -Modality CT -Count 3)
    $studies = @($samples.StudyInstanceUID | Select-Object -Unique)
    $storage = Join-Path $TestDrive 'archive'
    $null = [System.IO.Directory]::CreateDirectory($storage)
    $configuration = Join-Path $TestDrive 'dcmqrscp.cfg'
    [System.IO.File]::WriteAllText($configuration, "MaxPDUSize = 131072`nMaxAssociations = 16`nHostTable BEGIN`ndeidps = (DEIDPS, 127.0.0.1, $own)`nHostTable END`nVendorTable BEGIN`nVendorTable END`nAETable BEGIN`nARCHIVE $storage RW (500, 1024mb) ANY`nAETable END`n")
    $start = [System.Diagnostics.ProcessStartInfo]::new($program.Source)
    foreach ($argument in '-c', $configuration, "$port") { $start.ArgumentList.Add($argument) }
    $start.Environment['TCP_NODELAY'] = '1'
    $archiveProcess = [System.Diagnostics.Process]::Start($start)
    for ($try = 0; $try -lt 300 -and (Test-DicomNode -Node pacs -SkipMove | Where-Object Step -eq 'TCP').Status -ne 'Passed'; $try++) {
        Start-Sleep -Milliseconds 100
    }

    $null = Send-Dicom (Join-Path $TestDrive 'source') -Recurse -Node pacs
    $list = Join-Path $TestDrive 'cohort.csv'
    $number = 0
    [System.IO.File]::WriteAllLines($list, [string[]]@('Study Instance UID,Subject,Session') + @($studies | ForEach-Object { $number++; "$_,S$number,S${number}_CT" }))
}
