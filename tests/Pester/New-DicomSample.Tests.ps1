Describe 'New-DicomSample' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
    }

    Context 'a whole set' {
        BeforeAll {
            $samples = @(New-DicomSample -Destination (Join-Path $TestDrive 'set') -Seed 7)
        }

        It 'puts out one object per file' {
            $samples.Count | Should -Be 12
        }

        It 'writes every file it names' {
            @($samples | Where-Object { -not [System.IO.File]::Exists($_.Path) }).Count | Should -Be 0
        }

        It 'covers the modalities' {
            foreach ($modality in 'CT', 'SR', 'OT', 'MR', 'US', 'CR', 'PT') {
                $samples.Modality | Should -Contain $modality
            }
        }

        It 'covers five transfer syntaxes' {
            @($samples.TransferSyntaxUID | Sort-Object -Unique).Count | Should -Be 5
        }

        It 'invents names in Japanese' {
            $samples.SpecificCharacterSet | Should -Contain '\ISO 2022 IR 87'
        }
    }

    Context 'a part of a set' {
        It 'makes the kinds asked for' {
            $part = @(New-DicomSample -Destination (Join-Path $TestDrive 'part') -Modality PT)
            $part.Count | Should -Be 2
        }

        It 'makes as many sets as asked for' {
            $part = @(New-DicomSample -Destination (Join-Path $TestDrive 'three') -Modality CR -Count 3)
            $part.Count | Should -Be 3
        }

        It 'writes nothing with -WhatIf' {
            $part = @(New-DicomSample -Destination (Join-Path $TestDrive 'whatif') -Modality CR -WhatIf)
            $part[0].Written | Should -BeFalse
            [System.IO.Directory]::Exists((Join-Path $TestDrive 'whatif')) | Should -BeFalse
        }
    }

    Context 'files that are there' {
        BeforeAll {
            $folder = Join-Path $TestDrive 'twice'
            $null = New-DicomSample -Destination $folder -Modality SR
        }

        It 'are an error' {
            { New-DicomSample -Destination $folder -Modality SR -ErrorAction Stop } |
                Should -Throw -ErrorId 'DestinationExists,DeidPS.Commands.NewDicomSampleCommand'
        }

        It 'are replaced with -Force' {
            $again = @(New-DicomSample -Destination $folder -Modality SR -Force)
            $again[0].Written | Should -BeTrue
        }
    }
}
