Describe 'Get-DeidProjectContent' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'WaitingStudy.ps1')
        $csv = Join-Path $TestDrive 'content.csv'
        $null = $entry | Move-ToProject -Project LUNG -Subject '-S1' -Session S1_1 -Store $root
    }

    It 'has a row for each session, also as a file' {
        $row = Get-DeidProjectContent LUNG -Csv $csv -Store $root
        $row.Subject | Should -Be '-S1'
        $row.Instances | Should -Be $samples.Count
        @($row.Policies).Count | Should -Be 2
        @([System.IO.File]::ReadAllLines($csv)).Count | Should -Be 2
    }

    It 'writes nothing that a spreadsheet takes for a formula' {
        [System.IO.File]::ReadAllText($csv) | Should -Match "'-S1"
    }

    It 'takes projects from the pipeline' {
        @(Get-DeidProject -Store $root | Get-DeidProjectContent -Store $root).Count | Should -Be 1
    }

    It 'says what is not there' {
        { Get-DeidProjectContent NONE -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.GetDeidProjectContentCommand'
    }
}
