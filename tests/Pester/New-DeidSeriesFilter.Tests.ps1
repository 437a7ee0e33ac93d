Describe 'New-DeidSeriesFilter' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
    }

    It 'makes rules of what is given' {
        $filter = New-DeidSeriesFilter mine -ExcludeDescription 'scout', 'dose' -ExcludeTag PatientComments -IncludeModality CT
        $filter.Name | Should -Be 'mine'
        $filter.Exclude.Kind | Should -Be 'Description', 'Description', 'Tag'
        $filter.Exclude[2].Value | Should -Be '(0010,4000)'
        $filter.Include.Value | Should -Be 'CT'
    }

    It 'begins with the rules of another' {
        $filter = New-DeidSeriesFilter mine -SeriesFilter gstt-burntin -ExcludeModality US
        $filter.Exclude.Name | Should -Contain 'secondary-capture'
        $filter.Exclude[-1].Value | Should -Be 'US'
        $allowed = New-DeidSeriesFilter mine -SeriesFilter gstt-burntin -AllowSecondaryCapture
        $allowed.Exclude.Name | Should -Not -Contain 'secondary-capture'
        $allowed.Exclude.Name | Should -Contain 'dose-report'
    }

    It 'is read back from its text' {
        $path = Join-Path $TestDrive 'filter.json'
        $filter = New-DeidSeriesFilter mine -ExcludeSopClass RawDataStorage
        [System.IO.File]::WriteAllText($path, $filter.ToJson())
        $read = New-DeidSeriesFilter mine -SeriesFilter $path
        $read.ToJson() | Should -Be $filter.ToJson()
        $read.Exclude[0].Value | Should -Be '1.2.840.10008.5.1.4.1.1.66'
    }

    It 'tells which rule cannot be used, and where' {
        { New-DeidSeriesFilter bad -ExcludeModality US -ExcludeDescription '(dose' -ErrorAction Stop } | Should -Throw '*Rule 1 of Exclude*position 6*' -ErrorId 'SeriesFilterInvalid,DeidPS.Commands.NewDeidSeriesFilterCommand'
        { New-DeidSeriesFilter bad -IncludeSopClass nothing -ErrorAction Stop } | Should -Throw '*Rule 1 of Include*' -ErrorId 'SeriesFilterInvalid,DeidPS.Commands.NewDeidSeriesFilterCommand'
        { New-DeidSeriesFilter empty -ErrorAction Stop } | Should -Throw -ErrorId 'SeriesFilterInvalid,DeidPS.Commands.NewDeidSeriesFilterCommand'
    }

    It 'refuses what is neither a name nor a file' {
        { New-DeidSeriesFilter bad -SeriesFilter none-of-these } | Should -Throw '*gstt-burntin*'
    }

    It 'leaves out of a project what arrives for it, and counts it' {
        $in = Join-Path $TestDrive 'in'
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $null = New-DicomSample $in -Modality CT, MR
        $null = Initialize-DeidStore $root -KeyPath $key -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -SeriesFilter (New-DeidSeriesFilter ct-only -IncludeModality CT) -Store $root
        $trial = @(Import-DicomStudy $in -Recurse -Project LUNG -Store $root -WhatIf)
        $results = @(Import-DicomStudy $in -Recurse -Project LUNG -Store $root)
        $left = @($results | Where-Object Reason -eq SeriesFilter)
        $left.Count | Should -BeGreaterThan 0
        $left.Status | Should -Not -Contain 'Written'
        @($trial | Where-Object Reason -eq SeriesFilter).Count | Should -Be $left.Count
        @($results | Where-Object Status -eq Written).Count | Should -BeGreaterThan 0
        $entries = @(Get-DeidPrearchive -Store $root)
        $filtered = 0
        foreach ($entry in $entries) { $filtered += $entry.Filtered }
        $filtered | Should -Be $left.Count
        $entries.Modalities | Should -Not -Contain 'MR'
    }
}
