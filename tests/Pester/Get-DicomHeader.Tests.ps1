Describe 'Get-DicomHeader' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $folder = Join-Path $TestDrive 'set'
        $samples = @(New-DicomSample -Destination $folder -Seed 11)
        $file = $samples[0].Path
    }

    Context 'of one file' {
        It 'puts out one object per element' {
            $rows = @(Get-DicomHeader $file)
            $rows.Count | Should -BeGreaterThan 30
            @($rows.TagPath | Sort-Object -Unique).Count | Should -Be $rows.Count
        }

        It 'begins with the file meta information' {
            @(Get-DicomHeader $file)[0].Tag.ToString() | Should -Be '(0002,0000)'
        }

        It 'names the file in each row' {
            (Get-DicomHeader $file | Select-Object -First 1).Source | Should -Be $file
        }

        It 'does not read pixel data' {
            $row = Get-DicomHeader $file -Tag PixelData
            $row.IsBulk | Should -BeTrue
            $row.Value | Should -BeNullOrEmpty
        }
    }

    Context '-Tag' {
        It 'takes <tag>' -ForEach @(
            @{ tag = 'PatientID'; keyword = 'PatientID' }
            @{ tag = '(0010,0020)'; keyword = 'PatientID' }
            @{ tag = '00100020'; keyword = 'PatientID' }
            @{ tag = '/PatientI?'; keyword = 'PatientID' }
        ) {
            (Get-DicomHeader $file -Tag $tag).Keyword | Sort-Object -Unique | Should -Be $keyword
        }

        It 'takes several' {
            (Get-DicomHeader $file -Tag '/PatientName', '/StudyDate').Keyword | Should -Be @('StudyDate', 'PatientName')
        }

        It 'takes a private element by its creator' {
            $private = Get-DicomHeader $folder -Recurse | Where-Object { $_.PrivateCreator -and $_.Depth -eq 0 } | Select-Object -First 1
            $element = $private.Tag.ToString()
            $selector = $element.Substring(0, 6) + '{' + $private.PrivateCreator + '}' + $element.Substring(8, 2) + ')'
            @(Get-DicomHeader $private.Source -Tag $selector)[0].TagPath | Should -Be $private.TagPath
        }

        It 'takes a path through a sequence' {
            $nested = Get-DicomHeader $folder -Recurse | Where-Object Depth -eq 1 | Select-Object -First 1
            (Get-DicomHeader $nested.Source -Tag $nested.TagPath).TagPath | Should -Be $nested.TagPath
        }

        It 'refuses what names nothing' {
            { Get-DicomHeader $file -Tag NoSuchKeyword } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,DeidPS.Commands.GetDicomHeaderCommand'
        }
    }

    Context 'of many files' {
        It 'reads folders with -Recurse' {
            $found = @(Get-DicomHeader $folder -Recurse -Tag '/SOPInstanceUID')
            $found.Count | Should -Be $samples.Count
        }

        It 'reads files from the pipeline' {
            @(Get-ChildItem $folder -Recurse -File | Get-DicomHeader -Tag '/SOPInstanceUID').Count | Should -Be $samples.Count
        }
    }

    Context 'of what cannot be read' {
        It 'reports a missing file' {
            { Get-DicomHeader (Join-Path $TestDrive 'none.dcm') -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,DeidPS.Commands.GetDicomHeaderCommand'
        }

        It 'reports a file that is not DICOM' {
            Set-Content 'TestDrive:/notes.txt' 'These are only notes.'
            { Get-DicomHeader (Join-Path $TestDrive 'notes.txt') -ErrorAction Stop } | Should -Throw -ErrorId 'NotDicom,DeidPS.Commands.GetDicomHeaderCommand'
        }
    }
}
