Describe 'Import-DicomStudy' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $in = Join-Path $TestDrive 'in'
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $null = New-DicomSample $in -Modality CT
        $files = @(Get-ChildItem $in -Recurse -File)
        $null = Initialize-DeidStore $root -KeyPath $key -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
    }

    It 'says in a trial where each file would go, and takes nothing' {
        $results = @(Import-DicomStudy $in -Recurse -Project LUNG -Subject S1 -Session S1_1 -Store $root -WhatIf)
        $results | Should -HaveCount $files.Count
        $results[0].Reason | Should -Be 'WhatIf'
        $results[0].Project | Should -Be 'LUNG'
        Get-DeidPrearchive -Store $root | Should -BeNullOrEmpty
    }

    It 'takes a folder under the labels that are given' {
        $results = @(Import-DicomStudy $in -Recurse -Project LUNG -Subject S1 -Session S1_1 -Store $root)
        $results | Should -HaveCount $files.Count
        @($results | Where-Object Status -eq Failed) | Should -HaveCount 0
        $results.Source | Should -Be $files.FullName
        $entry = @(Get-DeidPrearchive -Store $root)
        $entry | Should -HaveCount 1
        $entry[0].Session | Should -Be 'S1_1'
        $entry[0].State | Should -Not -Be 'Receiving'
    }

    It 'takes files of the pipeline, and what is there already only once' {
        $results = @($files | Import-DicomStudy -Project LUNG -Subject S1 -Session S1_1 -Store $root)
        @($results | Where-Object Reason -eq AlreadyExists).Count | Should -BeGreaterThan 0
        @(Get-DeidPrearchive -Store $root) | Should -HaveCount 1
    }

    It 'counts the rows of a header as one file' {
        $results = @(Get-DicomHeader $files[0].FullName | Import-DicomStudy -Project LUNG -Subject S1 -Session S1_1 -Store $root)
        $results | Should -HaveCount 1
    }

    It 'passes over what is no object' {
        Set-Content (Join-Path $TestDrive 'note.txt') 'a note'
        (Import-DicomStudy (Join-Path $TestDrive 'note.txt') -Store $root).Reason | Should -Be 'NotDicom'
    }

    It 'gives each file a result where there is no such project' {
        $results = @(Import-DicomStudy $in -Recurse -Project NONE -Store $root -ErrorAction SilentlyContinue -ErrorVariable errors)
        $results | Should -HaveCount $files.Count
        $results[0].Status | Should -Be 'Failed'
        $errors[0].FullyQualifiedErrorId | Should -Be 'StoreItemNotFound,DeidPS.Commands.ImportDicomStudyCommand'
    }

    It 'tells what was held back, and what stands against its entry' {
        $reports = Join-Path $TestDrive 'reports'
        $null = New-DicomSample $reports -Modality SR -Seed 9
        $results = @(Import-DicomStudy $reports -Recurse -Project LUNG -Subject S9 -Session S9_1 -Store $root -WarningVariable told -WarningAction SilentlyContinue)
        @($results | Where-Object Status -ne 'Quarantined') | Should -HaveCount 0
        $results[0].RecommendedAction | Should -Match 'StructuredReport'
        "$told" | Should -Match "^$($results.Count) object\(s\) were held back"
        $waiting = Get-DeidPrearchive -Store $root | Where-Object Session -eq 'S9_1'
        $waiting.Message | Should -Match 'Everything of it was held back.*Remove-DeidPrearchive'
        $accepted = $waiting | Update-DeidPrearchive -Accept $waiting.Flags -Reason 'test' -Store $root
        $accepted.Accepted | Should -Be $waiting.Flags
        $accepted.State | Should -Be 'Review'
        { $accepted | Move-ToProject -Project LUNG -Store $root -ErrorAction Stop } | Should -Throw '*everything was held back*'
        $waiting | Remove-DeidPrearchive -Store $root -Confirm:$false
    }

    It 'needs the key' {
        $other = Join-Path $TestDrive 'other'
        $null = Initialize-DeidStore $other
        { Import-DicomStudy $in -Recurse -Store $other -ErrorAction Stop } | Should -Throw -ErrorId 'KeyMissing,DeidPS.Commands.ImportDicomStudyCommand'
    }
}
