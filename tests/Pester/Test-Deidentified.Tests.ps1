BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
}

Describe 'Test-Deidentified' {
    BeforeAll {
        $source = Join-Path $TestDrive 'in'
        $null = New-DicomSample -Destination $source -Seed 5 -Modality CT
    }

    Context 'originals' {
        BeforeAll {
            $findings = @(Test-Deidentified $source -Recurse -Against $source)
        }

        It 'finds the rule <_>' -ForEach 'PatientName', 'PatientId', 'OrderNumber', 'BirthDate', 'Uid', 'DeidentificationRecord' {
            @($findings | Where-Object Rule -eq $_).Count | Should -BeGreaterThan 0
        }

        It 'shows the first character of a value at most' {
            foreach ($finding in $findings) {
                $finding.Masked | Should -Match '^(.\*\*\*)?$'
            }
        }

        It 'says what to do' {
            $findings[0].Recommendation | Should -Not -BeNullOrEmpty
        }

        It 'is false with -Quiet' {
            Test-Deidentified $source -Recurse -Against $source -Quiet | Should -BeFalse
        }
    }

    Context 'a file that is not DICOM' {
        It 'is a finding' {
            $other = Join-Path $TestDrive 'other'
            $null = [System.IO.Directory]::CreateDirectory($other)
            Set-Content -Path (Join-Path $other 'list.txt') -Value 'nothing here'
            @(Test-Deidentified $other)[0].Rule | Should -Be 'NotDicom'
        }
    }

    Context 'originals that are missing' {
        It 'end the cmdlet' {
            { Test-Deidentified $source -Against (Join-Path $TestDrive 'none') } | Should -Throw -ErrorId 'PathNotFound,DeidPS.Commands.TestDeidentifiedCommand'
        }
    }
}
