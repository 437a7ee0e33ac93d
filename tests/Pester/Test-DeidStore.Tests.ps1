Describe 'Test-DeidStore' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
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
