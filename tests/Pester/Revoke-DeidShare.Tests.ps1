Describe 'Revoke-DeidShare' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $in = Join-Path $TestDrive 'in'
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $null = New-DicomSample $in -Modality CT
        $null = Initialize-DeidStore $root -KeyPath $key -IdleMinutes 0 -JoinMinutes 0 -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        $null = New-DeidProject HEART 'Heart' -Store $root
        $receiver = Start-DicomReceiver -Store $root -Port 0 -BindAddress 127.0.0.1
        $null = Send-Dicom $in -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp
        $null = $receiver | Stop-DicomReceiver
        $entry = Get-DeidPrearchive -Store $root | Update-DeidPrearchive -Store $root
        $null = $entry | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $root
        $null = Grant-DeidShare LUNG S1_1 -To HEART -Label Guest -Store $root
    }

    It 'ends nothing in a trial' {
        Revoke-DeidShare LUNG Guest -To HEART -Store $root -WhatIf | Should -BeNullOrEmpty
        (Get-DeidShare LUNG -Store $root).State | Should -Be 'Active'
    }

    It 'ends what comes from the pipeline' {
        (Get-DeidShare LUNG -Store $root | Revoke-DeidShare -Reason 'ended' -Store $root).State | Should -Be 'Ended'
        @(Get-DeidSession HEART -Store $root).Count | Should -Be 0
    }

    It 'says so when nothing is shared' {
        { Revoke-DeidShare LUNG Guest -To HEART -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.RevokeDeidShareCommand'
    }
}
