Describe 'Test-DeidAudit' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
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
