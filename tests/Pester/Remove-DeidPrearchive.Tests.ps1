Describe 'Remove-DeidPrearchive' {
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

    It 'deletes nothing in a trial' {
        Remove-DeidPrearchive $entry.Id -Store $root -WhatIf
        @(Get-DeidPrearchive -Store $root).Count | Should -Be 1
    }

    It 'deletes' {
        $entry | Remove-DeidPrearchive -Reason 'test' -Store $root
        @(Get-DeidPrearchive -Store $root).Count | Should -Be 0
        @([System.IO.Directory]::GetFiles((Join-Path $root 'prearchive'), '*.dcm', 'AllDirectories')).Count | Should -Be 0
    }

    It 'says what is not there' {
        { Remove-DeidPrearchive $entry.Id -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.RemoveDeidPrearchiveCommand'
    }
}
