Describe 'Test-DeidSample' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
        $out = Join-Path $TestDrive 'check'
    }

    It 'changes nothing in a trial, and still checks' {
        $sample = Test-DeidSample LUNG -Destination $out -Store $root -WhatIf
        $sample.IsRecorded | Should -BeFalse
        [System.IO.Directory]::Exists($out) | Should -BeFalse
        (Get-DeidReview LUNG -Store $root).State | Should -Be 'Unchecked'
    }

    It 'looks at every instance and records what it says' {
        $sample = Test-DeidSample LUNG -Store $root
        $sample.Session | Should -Be 'S1_1'
        $sample.Instances | Should -Be (Get-DeidSession LUNG -Store $root).Instances
        $sample.High | Should -Be 0
        (Get-DeidReview LUNG -Store $root).State | Should -Be $sample.State
    }

    It 'writes a contact sheet with pictures' {
        $null = Get-DeidReview LUNG -Store $root | Test-DeidSample -Destination $out -Store $root
        [System.IO.File]::ReadAllText((Join-Path $out 'contact-sheet.html')) | Should -Match 'data:image/png;base64,'
        [System.IO.File]::ReadAllText((Join-Path $out 'contact-sheet.csv')) | Should -Match 'S1_1'
        [System.IO.Directory]::GetFiles($out).Count | Should -Be 2
    }

    It 'writes findings for a spreadsheet' {
        $csv = Join-Path $TestDrive 'findings.csv'
        $null = Test-DeidSample LUNG S1_1 -Csv $csv -Store $root
        [System.IO.File]::ReadAllText($csv) | Should -Match 'Severity'
    }

    It 'is an error when there is what must not be' {
        $file = [System.IO.Directory]::GetFiles((Join-Path $root 'archive'), '*.dcm', 'AllDirectories')[0]
        [System.IO.File]::WriteAllText($file, 'jane.roe@example.org')
        { Test-DeidSample LUNG -FailOn High -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'DataCheckFailed,DeidPS.Commands.TestDeidSampleCommand'
        (Get-DeidReview LUNG -Store $root).State | Should -Be 'Failed'
    }

    It 'needs a reason to show values' {
        { Test-DeidSample LUNG -IncludeIdentifiers -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.TestDeidSampleCommand'
        { Test-DeidSample LUNG -IncludeIdentifiers -Reason 'test' -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'AccessDenied,DeidPS.Commands.TestDeidSampleCommand'
    }
}
