Describe 'Get-DicomTag' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
    }

    Context 'of the standard' {
        It 'finds <name>' -TestCases @(
            @{ name = 'PatientName'; tag = '(0010,0010)' }
            @{ name = 'patientid'; tag = '(0010,0020)' }
            @{ name = '(0008,0050)'; tag = '(0008,0050)' }
            @{ name = '00080050'; tag = '(0008,0050)' }
        ) {
            (Get-DicomTag $name).TagText | Should -Be $tag
        }

        It 'finds keywords by wildcard' {
            (Get-DicomTag Patient*).Keyword | Should -Contain 'PatientBirthDate'
        }

        It 'knows value representation and multiplicity' {
            $entry = Get-DicomTag ImageType
            $entry.VR | Should -Be 'CS'
            $entry.VM | Should -Be '2-n'
        }

        It 'reads names from the pipeline' {
            ('PatientName', 'StudyDate' | Get-DicomTag).Keyword | Should -Be @('PatientName', 'StudyDate')
        }
    }

    Context 'of a vendor' {
        It 'is found by its creator' {
            (Get-DicomTag '(0029,{SIEMENS CSA HEADER}10)').PrivateCreator | Should -Be 'SIEMENS CSA HEADER'
        }

        It 'is left out of a search by name unless asked for' {
            @(Get-DicomTag *CSA* | Where-Object PrivateCreator) | Should -HaveCount 0
            @(Get-DicomTag *CSA* -Private | Where-Object PrivateCreator).Count | Should -BeGreaterThan 0
        }
    }

    Context 'that does not exist' {
        It 'is an error' {
            { Get-DicomTag NoSuchKeyword -ErrorAction Stop } | Should -Throw -ErrorId 'NoMatch,DeidPS.Commands.GetDicomTagCommand'
        }

        It 'is no error with a wildcard' {
            Get-DicomTag NoSuch* -ErrorAction Stop | Should -BeNullOrEmpty
        }
    }
}
