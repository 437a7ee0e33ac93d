Describe 'Get-DeidPrearchive' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $in = Join-Path $TestDrive 'in'
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $null = New-DicomSample $in -Modality CT
        $null = Initialize-DeidStore $root -KeyPath $key -IdleMinutes 0 -JoinMinutes 0 -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        $receiver = Start-DicomReceiver -Store $root -Port 0 -BindAddress 127.0.0.1
        $null = Send-Dicom $in -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp
        $null = $receiver | Stop-DicomReceiver
        $entry = Get-DeidPrearchive -Store $root | Update-DeidPrearchive -Store $root
    }

    It 'lists what arrived' {
        @(Get-DeidPrearchive -Store $root).Count | Should -Be 1
        $entry.Subject | Should -Be 'subj001'
        $entry.State | Should -Be 'Review'
    }

    It 'filters by time of arrival' {
        $from = $entry.Received.LocalDateTime
        @(Get-DeidPrearchive -Store $root -ArrivedBetween $from, $from.AddSeconds(1)).Count | Should -Be 1
        @(Get-DeidPrearchive -Store $root -ArrivedBetween $from.AddHours(-2), $from.AddHours(-1)).Count | Should -Be 0
    }

    It 'filters by state and sender' {
        @(Get-DeidPrearchive -Store $root -State Ready).Count | Should -Be 0
        @(Get-DeidPrearchive -Store $root -State Review -CallingAE $entry.CallingAE -Unassigned).Count | Should -Be 1
    }

    It 'says what is not there' {
        { Get-DeidPrearchive none -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.GetDeidPrearchiveCommand'
    }
}
