# For BeforeAll, dot-sourced: a store with the project LUNG and one pushed study of invented images that waits in its prearchive.
$in = Join-Path $TestDrive 'in'
$root = Join-Path $TestDrive 'store'
$key = Join-Path $TestDrive 'site.key'
$null = New-DeidKey $key
$samples = @(New-DicomSample $in -Modality CT)
$null = Initialize-DeidStore $root -KeyPath $key -IdleMinutes 0 -JoinMinutes 0 -MinimumFreeGB 0
$null = New-DeidProject LUNG 'Lung nodules' -Store $root
$receiver = Start-DicomReceiver -Store $root -Port 0 -BindAddress 127.0.0.1
$null = Send-Dicom $in -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp
$null = $receiver | Stop-DicomReceiver
$entry = Get-DeidPrearchive -Store $root | Update-DeidPrearchive -Store $root
