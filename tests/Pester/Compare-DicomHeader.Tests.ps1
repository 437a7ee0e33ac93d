Describe 'Compare-DicomHeader' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $samples = @(New-DicomSample -Destination (Join-Path $TestDrive 'set') -Seed 5)
        $policy = Join-Path $TestDrive 'rename.das'
        Set-Content $policy 'version "6.3"', '(0010,0010) := "RENAMED"', '-(0008,0050)'
        $results = @(Invoke-Anonymise $samples[0].Path -Destination (Join-Path $TestDrive 'out') -Policy $policy)
        $before = $results[0].Source
        $after = $results[0].Destination
    }

    Context 'before and after a policy' {
        It 'shows what was changed' {
            $row = Compare-DicomHeader $before $after -Tag '/PatientName'
            $row.Change | Should -Be 'Changed'
            $row.After | Should -Be 'RENAMED'
        }

        It 'shows what was removed' {
            (Compare-DicomHeader $before $after -Tag '/AccessionNumber').Change | Should -Be 'Removed'
        }

        It 'shows what was added' {
            (Compare-DicomHeader $before $after -Tag '/PatientIdentityRemoved').Change | Should -BeIn @('Added', 'Changed')
        }

        It 'takes the results of Invoke-Anonymise from the pipeline' {
            ($results | Compare-DicomHeader -Tag '/PatientName').After | Should -Be 'RENAMED'
        }
    }

    Context 'a file with itself' {
        It 'yields nothing' {
            Compare-DicomHeader $before $before | Should -BeNullOrEmpty
        }

        It 'yields every element with -IncludeEqual' {
            @(Compare-DicomHeader $before $before -IncludeEqual).Count | Should -Be @(Get-DicomHeader $before).Count
        }
    }

    Context 'a file that is missing' {
        It 'is an error' {
            { Compare-DicomHeader $before (Join-Path $TestDrive 'none.dcm') -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,DeidPS.Commands.CompareDicomHeaderCommand'
        }
    }
}
