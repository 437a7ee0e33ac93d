Describe 'Set-DeidPrearchiveLabel' {
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

    It 'changes nothing in a trial' {
        $entry | Set-DeidPrearchiveLabel -Subject S9 -Store $root -WhatIf | Should -BeNullOrEmpty
        (Get-DeidPrearchive -Store $root).Subject | Should -Be 'subj001'
    }

    It 'makes the entry ready' {
        $labelled = Set-DeidPrearchiveLabel $entry.Id -Subject S1 -Session S1_1 -Store $root
        $labelled.State | Should -Be 'Ready'
        $labelled.Session | Should -Be 'S1_1'
    }

    It 'refuses a label that is none' {
        { Set-DeidPrearchiveLabel $entry.Id -Subject 'A B' -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.SetDeidPrearchiveLabelCommand'
    }
}
