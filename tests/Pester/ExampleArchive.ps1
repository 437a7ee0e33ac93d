# For BeforeAll, dot-sourced after ExampleWorld.ps1: the archive behind the nodes sectra and research, dcmqrscp, with every study of the world.
$archiveFolder = Join-Path $TestDrive archive
foreach ($title in 'SECTRA', 'RESEARCH') { $null = [System.IO.Directory]::CreateDirectory((Join-Path $archiveFolder $title)) }
$configuration = Join-Path $archiveFolder dcmqrscp.cfg
$areas = 'SECTRA', 'RESEARCH' | ForEach-Object { "$_ $(Join-Path $archiveFolder $_) RW (500, 1024mb) ANY" }
Set-Content $configuration "MaxPDUSize = 131072", 'MaxAssociations = 16', 'HostTable BEGIN', "deidps = (DEIDPS, 127.0.0.1, $ownPort)", 'HostTable END', 'VendorTable BEGIN', 'VendorTable END', 'AETable BEGIN', $areas[0], $areas[1], 'AETable END'
$start = [System.Diagnostics.ProcessStartInfo]::new($dcmqrscp.Source)
foreach ($argument in '-ll', 'fatal', '-c', $configuration, "$archivePort") { $start.ArgumentList.Add($argument) }
$start.Environment['TCP_NODELAY'] = '1'
$archiveProcess = [System.Diagnostics.Process]::Start($start)
for ($try = 0; $try -lt 300 -and (Test-DicomNode -Node sectra -SkipMove | Where-Object Step -eq 'TCP').Status -ne 'Passed'; $try++) { Start-Sleep -Milliseconds 100 }
$null = Send-Dicom $source -Recurse -Node sectra
