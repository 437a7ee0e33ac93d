Describe 'Lock-DeidSession' {
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

    It 'locks nothing in a trial' {
        Lock-DeidSession LUNG S1_1 -Store $root -WhatIf | Should -BeNullOrEmpty
        (Get-DeidSession LUNG -Store $root).IsLocked | Should -BeFalse
    }

    It 'locks' {
        (Get-DeidSession LUNG -Store $root | Lock-DeidSession -Store $root).IsLocked | Should -BeTrue
        { Remove-DeidSession LUNG S1_1 -Reason 'test' -Confirm:$false -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RemoveDeidSessionCommand'
    }
}
