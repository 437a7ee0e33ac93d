Describe 'Get-DeidSeriesSummary' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $in = Join-Path $TestDrive 'in'
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $csv = Join-Path $TestDrive 'series.csv'
        $null = New-DeidKey $key
        $samples = @(New-DicomSample $in -Modality CT)
        $null = Initialize-DeidStore $root -KeyPath $key -IdleMinutes 0 -JoinMinutes 0 -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        $receiver = Start-DicomReceiver -Store $root -Port 0 -BindAddress 127.0.0.1
        $null = Send-Dicom $in -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp
        $null = $receiver | Stop-DicomReceiver
        $entry = Get-DeidPrearchive -Store $root | Update-DeidPrearchive -Store $root
        $null = $entry | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $root
    }

    It 'counts series and instances by description' {
        $rows = @(Get-DeidSeriesSummary LUNG -Csv $csv -Store $root)
        ($rows | Measure-Object Instances -Sum).Sum | Should -Be $samples.Count
        ($rows | Measure-Object Series -Sum).Sum | Should -Be (Get-DeidSession LUNG -Store $root).Series
        $rows[0].Modality | Should -Be 'CT'
        @([System.IO.File]::ReadAllLines($csv)).Count | Should -Be ($rows.Count + 1)
    }

    It 'says what is not there' {
        { Get-DeidSeriesSummary NONE -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.GetDeidSeriesSummaryCommand'
    }
}
