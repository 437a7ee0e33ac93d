Describe 'Get-DeidStorage' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'WaitingStudy.ps1')
        $csv = Join-Path $TestDrive 'storage.csv'
    }

    It 'counts what waits for no project' {
        $rows = @(Get-DeidStorage -Store $root)
        $rows.Count | Should -Be 2
        $rows[0].Project | Should -Be 'LUNG'
        $rows[0].Sessions | Should -Be 0
        $rows[1].Project | Should -BeNullOrEmpty
        $rows[1].EntryBytes | Should -Be $entry.Bytes
    }

    It 'counts what is archived' {
        $null = $entry | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $root
        $row = Get-DeidStorage -Csv $csv -Store $root
        $row.Sessions | Should -Be 1
        $row.Bytes | Should -Be (Get-DeidSession LUNG -Store $root).Bytes
        @([System.IO.File]::ReadAllLines($csv)).Count | Should -Be 2
    }
}
