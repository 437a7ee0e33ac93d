Describe 'Set-DeidQuarantine' {
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
        $null = $entry | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $root
    }

    It 'quarantines' {
        (Set-DeidQuarantine LUNG S1_1 -Reason 'burnt-in text' -Store $root).State | Should -Be 'Quarantined'
    }

    It 'releases' {
        (Get-DeidSession LUNG -Store $root | Set-DeidQuarantine -Release -Reason 'clean' -Store $root).State | Should -Be 'Active'
    }

    It 'changes nothing in a trial' {
        Set-DeidQuarantine LUNG S1_1 -Reason 'trial' -Store $root -WhatIf | Should -BeNullOrEmpty
        (Get-DeidSession LUNG -Store $root).State | Should -Be 'Active'
    }
}
