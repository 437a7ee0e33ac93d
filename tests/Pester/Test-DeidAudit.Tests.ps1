Describe 'Test-DeidAudit' {
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

    It 'finds nothing in a trail that is whole' {
        Test-DeidAudit -Store $root | Should -BeNullOrEmpty
        Test-DeidAudit -Store $root -Quiet | Should -BeTrue
    }

    It 'finds an edited line' {
        $file = @([System.IO.Directory]::GetFiles((Join-Path $root 'audit'), '*.jsonl', 'AllDirectories'))[0]
        $text = [System.IO.File]::ReadAllText($file)
        [System.IO.File]::WriteAllText($file, $text.Replace('CreateProject', 'CreateProjecT'))
        @(Test-DeidAudit -Store $root).Kind | Should -Be 'FileDiffers'
        Test-DeidAudit -Store $root -Quiet | Should -BeFalse
    }
}
