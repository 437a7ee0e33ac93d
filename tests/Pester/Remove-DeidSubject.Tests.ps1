Describe 'Remove-DeidSubject' {
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

    It 'deletes nothing in a trial' {
        Remove-DeidSubject LUNG S1 -Reason 'trial' -Store $root -WhatIf | Should -BeNullOrEmpty
        @(Get-DeidSession LUNG -Store $root).Count | Should -Be 1
    }

    It 'refuses a locked session' {
        $null = Lock-DeidSession LUNG S1_1 -Store $root
        { Remove-DeidSubject LUNG S1 -Reason 'test' -Force -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RemoveDeidSubjectCommand'
        $null = Unlock-DeidSession LUNG S1_1 -Store $root
    }

    It 'deletes what comes from the pipeline, and gives a certificate' {
        $certificate = Get-DeidSession LUNG -Store $root | Remove-DeidSubject -Reason 'consent withdrawn' -Confirm:$false -Store $root
        $certificate.Scope | Should -Be 'Subject'
        $certificate.Instances | Should -Be $entry.Instances
        @([System.IO.Directory]::GetFiles((Join-Path $root 'archive'), '*.dcm', 'AllDirectories')).Count | Should -Be 0
    }

    It 'says so when there is no such subject' {
        { Remove-DeidSubject LUNG S1 -Reason 'test' -Force -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.RemoveDeidSubjectCommand'
    }
}
