Describe 'Remove-DeidProject' {
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
        Remove-DeidProject LUNG -Reason 'trial' -Store $root -WhatIf | Should -BeNullOrEmpty
        @(Get-DeidSession LUNG -Store $root).Count | Should -Be 1
    }

    It 'deletes the project, and gives a certificate' {
        $certificate = Get-DeidProject LUNG -Store $root | Remove-DeidProject -Reason 'end' -Force -Store $root
        $certificate.Scope | Should -Be 'Project'
        $certificate.Sessions | Should -Be 1
        $certificate.Instances | Should -Be $entry.Instances
        @(Get-DeidProject -Store $root).Count | Should -Be 0
        @([System.IO.Directory]::GetFiles($root, '*.dcm', 'AllDirectories')).Count | Should -Be 0
    }

    It 'does not give the id away again' {
        { New-DeidProject LUNG 'Again' -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemExists,DeidPS.Commands.NewDeidProjectCommand'
    }
}
