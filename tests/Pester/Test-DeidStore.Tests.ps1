Describe 'Test-DeidStore' {
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

    It 'finds nothing in a store that is whole' {
        Test-DeidStore -Store $root | Should -BeNullOrEmpty
        Test-DeidStore -Store $root -Checksum -Quiet | Should -BeTrue
    }

    It 'finds a changed byte with -Checksum only' {
        $file = @([System.IO.Directory]::GetFiles((Get-DeidSession LUNG -Store $root).Folder, '*.dcm', 'AllDirectories'))[0]
        $bytes = [System.IO.File]::ReadAllBytes($file)
        $bytes[-1] = $bytes[-1] -bxor 1
        [System.IO.File]::WriteAllBytes($file, $bytes)
        Test-DeidStore -Store $root -Quiet | Should -BeTrue
        $finding = Test-DeidStore -Store $root -Checksum
        $finding.Kind | Should -Be 'FileChanged'
        $finding.Place | Should -BeLike 'archive/LUNG/S1/S1_1/scans/*.dcm'
        $finding.RecommendedAction | Should -Match 'backup'
    }
}
