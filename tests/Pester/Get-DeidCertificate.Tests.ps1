Describe 'Get-DeidCertificate' {
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

    It 'has none before anything was deleted' {
        @(Get-DeidCertificate -Store $root).Count | Should -Be 0
    }

    It 'lists those of a project, also when it is gone' {
        $subject = Remove-DeidSubject LUNG S1 -Reason 'test' -Force -Store $root
        (Get-DeidCertificate LUNG -Store $root).Id | Should -Be $subject.Id
        $project = Remove-DeidProject LUNG -Reason 'test' -Force -Store $root
        $all = @(Get-DeidCertificate LUNG -Store $root)
        $all[0].Manifests | Should -Be $subject.Manifests
        $all[1].Id | Should -Be $project.Id
        @(Get-DeidCertificate -Store $root).Count | Should -Be 2
    }
}
