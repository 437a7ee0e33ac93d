Describe 'Get-DeidStorage' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $in = Join-Path $TestDrive 'in'
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $csv = Join-Path $TestDrive 'storage.csv'
        $null = New-DeidKey $key
        $null = New-DicomSample $in -Modality CT
        $null = Initialize-DeidStore $root -KeyPath $key -IdleMinutes 0 -JoinMinutes 0 -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        $receiver = Start-DicomReceiver -Store $root -Port 0 -BindAddress 127.0.0.1
        $null = Send-Dicom $in -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp
        $null = $receiver | Stop-DicomReceiver
        $entry = Get-DeidPrearchive -Store $root | Update-DeidPrearchive -Store $root
    }

    It 'counts what waits for no project' {
        $rows = @(Get-DeidStorage -Store $root)
        $rows.Count | Should -Be 2
        $rows[0].Project | Should -Be 'LUNG'
        $rows[0].Sessions | Should -Be 0
        $rows[1].Project | Should -BeNullOrEmpty
        $rows[1].EntryBytes | Should -Be $entry.Bytes
    }

    It 'counts what is archived' {
        $null = $entry | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $root
        $row = Get-DeidStorage -Csv $csv -Store $root
        $row.Sessions | Should -Be 1
        $row.Bytes | Should -Be (Get-DeidSession LUNG -Store $root).Bytes
        @([System.IO.File]::ReadAllLines($csv)).Count | Should -Be 2
    }
}
