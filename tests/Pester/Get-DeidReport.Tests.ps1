BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
}

Describe 'Get-DeidReport' {
    BeforeAll {
        $source = Join-Path $TestDrive 'in'
        $null = New-DicomSample -Destination $source -Seed 5 -Modality CT, MR
        $page = Join-Path $TestDrive 'report.html'
        $csv = Join-Path $TestDrive 'report.csv'
    }

    Context 'a folder' {
        BeforeAll {
            $report = Get-DeidReport $source -Against $source -Destination $page -Csv $csv
        }

        It 'writes page and CSV' {
            $page | Should -Exist
            $csv | Should -Exist
        }

        It 'counts files, series and findings' {
            $report.Files | Should -BeGreaterThan 1
            $report.Series | Should -BeGreaterThan 1
            $report.Certain | Should -BeGreaterThan 0
        }

        It 'holds no identifying text' {
            [System.IO.File]::ReadAllText($csv) | Should -Not -Match 'ZZ'
        }
    }

    Context 'WhatIf' {
        It 'writes nothing' {
            $other = Join-Path $TestDrive 'other.html'
            $report = Get-DeidReport $source -Destination $other -WhatIf
            $report.Written | Should -BeFalse
            $other | Should -Not -Exist
        }
    }

    Context 'a folder that is missing' {
        It 'is an error' {
            { Get-DeidReport (Join-Path $TestDrive 'none') -Destination $page } | Should -Throw -ErrorId 'PathNotFound,DeidPS.Commands.GetDeidReportCommand'
        }
    }
}
