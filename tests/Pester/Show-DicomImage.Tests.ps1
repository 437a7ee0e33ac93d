Describe 'Show-DicomImage' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $folder = Join-Path $TestDrive 'set'
        $samples = @(New-DicomSample -Destination $folder -Seed 11)
        $ct = @($samples | Where-Object Modality -eq CT)[0].Path
        $us = @($samples | Where-Object Modality -eq US)[0].Path
        $report = @($samples | Where-Object Modality -eq SR)[0].Path
    }

    Context 'of one file' {
        It 'tells what is drawn' {
            $image = Show-DicomImage $ct
            $image.Source | Should -Be $ct
            $image.Frame | Should -Be 1
            $image.Rows | Should -Be 128
            $image.WindowCenter | Should -Be 40
            $image.WindowWidth | Should -Be 400
        }

        It 'draws a body in dark air' {
            $lines = (Show-DicomImage $ct -Format Ascii -Width 40).Lines
            $lines | Should -HaveCount 20
            $lines[0] | Should -Be ''
            $lines[10].Trim().Length | Should -BeGreaterThan 25
        }

        It 'is <format> when asked to be' -ForEach @(
            @{ format = 'HalfBlock'; start = "`e[38;2;" }
            @{ format = 'Sixel'; start = "`eP0;1;0q" }
        ) {
            $image = Show-DicomImage $ct -Format $format -Width 20
            $image.Format.ToString() | Should -Be $format
            $image.Text.StartsWith($start) | Should -BeTrue
        }

        It 'is as wide as -Width says' {
            (Show-DicomImage $ct -Format HalfBlock -Width 30).Lines | Should -HaveCount 15
        }
    }

    Context '-WindowCenter and -WindowWidth' {
        It 'are used in place of the header''s' {
            $image = Show-DicomImage $ct -Format Ascii -Width 40 -WindowCenter -2000 -WindowWidth 100
            $image.WindowCenter | Should -Be -2000
            $image.Lines[0] | Should -Be ('@' * 40)
        }

        It 'come together' {
            { Show-DicomImage $ct -WindowCenter 40 } | Should -Throw -ErrorId 'WindowInvalid,DeidPS.Commands.ShowDicomImageCommand'
        }
    }

    Context '-Frame' {
        It 'draws the frames that are named' {
            (Show-DicomImage $us -Frame 2, 1).Frame | Should -Be @(2, 1)
        }

        It 'draws the middle one by default' {
            $image = Show-DicomImage $us
            $image.Frame | Should -Be ([System.Math]::Floor($image.NumberOfFrames / 2) + 1)
        }

        It 'reports one that is not there' {
            { Show-DicomImage $us -Frame 1000 -ErrorAction Stop } | Should -Throw -ErrorId 'NoMatch,DeidPS.Commands.ShowDicomImageCommand'
        }
    }

    Context 'of many files' {
        It 'draws what has pixels in a folder, and passes over the rest' {
            $pictures = @(Show-DicomImage $folder -Recurse -ErrorAction Stop)
            $pictures.Count | Should -Be @($samples | Where-Object Modality -ne SR).Count
        }

        It 'takes files and rows of headers from the pipeline' {
            @(Get-ChildItem $folder -Recurse -File | Get-DicomHeader -Tag Rows | Show-DicomImage).Count | Should -BeGreaterThan 5
        }
    }

    Context 'of what cannot be drawn' {
        It 'reports an object without pixels' {
            { Show-DicomImage $report -ErrorAction Stop } | Should -Throw -ErrorId 'NoPixelData,DeidPS.Commands.ShowDicomImageCommand'
        }

        It 'reports a missing file' {
            { Show-DicomImage (Join-Path $TestDrive 'none.dcm') -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,DeidPS.Commands.ShowDicomImageCommand'
        }
    }
}
