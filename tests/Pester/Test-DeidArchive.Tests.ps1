Describe 'Test-DeidArchive' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $in = Join-Path $TestDrive 'in'
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        foreach ($seed in 1, 2) { $null = New-DicomSample (Join-Path $in $seed) -Modality CT -Seed $seed }
        $null = Initialize-DeidStore $root -KeyPath $key -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        foreach ($seed in 1, 2) { $null = Import-DicomStudy (Join-Path $in $seed) -Recurse -Subject subj001 -Session subj001_sess001 -Store $root }
        $entries = @(Get-DeidPrearchive -Store $root)
    }

    It 'tells the code, the meaning and the remedy' {
        $check = Test-DeidArchive $entries[0].Id LUNG -Store $root
        $check.CanArchive | Should -BeFalse
        $check.Codes | Should -Contain 'C12'
        $check.Findings[0].Remedy | Should -Not -BeNullOrEmpty
    }

    It 'tries other labels and leaves the entry as it is' {
        Test-DeidArchive $entries[0].Id LUNG -Subject S1 -Session S1_1 -Store $root -Quiet | Should -BeTrue
        @(Get-DeidPrearchive -Store $root)[0].Subject | Should -Be 'subj001'
    }

    It 'takes labels from the pipeline and tests them against each other' {
        $rows = @(
            [pscustomobject]@{ Id = $entries[0].Id; Subject = 'S1'; Session = 'S1_1' }
            [pscustomobject]@{ Id = $entries[1].Id; Subject = 'S2'; Session = 'S1_1' }
        )
        $checks = @($rows | Test-DeidArchive -Project LUNG -Store $root)
        $checks[0].CanArchive | Should -BeTrue
        $checks[1].Codes | Should -Contain 'C03'
    }

    It 'says that there is no such entry' {
        { Test-DeidArchive none LUNG -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.TestDeidArchiveCommand'
    }
}
