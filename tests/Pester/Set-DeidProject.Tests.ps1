Describe 'Set-DeidProject' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $null = Initialize-DeidStore $root
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root -Investigator 'Prof. Roe'
    }

    It 'changes what is given and keeps the rest' {
        $project = Set-DeidProject LUNG -Accessibility Protected -Store $root
        $project.Accessibility | Should -Be 'Protected'
        $project.Investigator | Should -Be 'Prof. Roe'
        $project.Title | Should -Be 'Lung nodules'
    }

    It 'takes projects from the pipeline' {
        (Get-DeidProject -Store $root | Set-DeidProject -Title 'Lungs' -Store $root).Title | Should -Be 'Lungs'
    }

    It 'changes nothing in a trial' {
        Set-DeidProject LUNG -Title 'Trial' -Store $root -WhatIf | Should -BeNullOrEmpty
        (Get-DeidProject LUNG -Store $root).Title | Should -Not -Be 'Trial'
    }

    It 'sets a filter of series and takes it away' {
        (Set-DeidProject LUNG -SeriesFilter gstt-burntin -Store $root).SeriesFilter.Name | Should -Be 'gstt-burntin'
        (Set-DeidProject LUNG -Description 'Other' -Store $root).SeriesFilter.Name | Should -Be 'gstt-burntin'
        (Set-DeidProject LUNG -SeriesFilter (New-DeidSeriesFilter ct -IncludeModality CT) -Store $root).SeriesFilter.Name | Should -Be 'ct'
        (Set-DeidProject LUNG -SeriesFilter $null -Store $root).SeriesFilter | Should -BeNullOrEmpty
    }
}
