Describe 'Import-DeidOptOutResponse' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'WaitingStudy.ps1')
        $list = Join-Path $TestDrive 'response.csv'
        $patient = @(Get-DicomHeader (Get-ChildItem $in -Recurse -File)[0].FullName -Tag PatientID)[0].Value
        $null = Set-DeidProject LUNG -OptOut Required -Store $root
        $null = Grant-DeidAccess -Identity (Get-DeidStore -Store $root).Identity -SiteRole DataManager -Store $root
    }

    It 'clears nobody who is not on the list' {
        Set-Content $list 'NHS Number', '943 476 5919'
        $import = Import-DeidOptOutResponse $list LUNG -Store $root
        $import.Cleared | Should -Be 1
        (Test-DeidArchive $entry.Id LUNG -Subject S1 -Session S1_1 -Store $root).Codes | Should -Be 'Blocked'
        { $entry | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.MoveToProjectCommand'
    }

    It 'changes nothing in a trial' {
        Set-Content $list 'NHS Number,Patient ID', "943 476 5919,$patient"
        Import-DeidOptOutResponse $list LUNG -Store $root -WhatIf | Should -BeNullOrEmpty
        (Test-DeidArchive $entry.Id LUNG -Subject S1 -Session S1_1 -Store $root).Codes | Should -Be 'Blocked'
    }

    It 'clears who is on it, also by the number of the source' {
        $null = Import-DeidOptOutResponse $list LUNG -Store $root
        Test-DeidArchive $entry.Id LUNG -Subject S1 -Session S1_1 -Store $root -Quiet | Should -BeTrue
    }

    It 'takes several files as one answer' {
        $other = Join-Path $TestDrive 'other.csv'
        Set-Content $other 'NHS Number', '9000000009'
        (Import-DeidOptOutResponse $other, $list LUNG -Store $root).Cleared | Should -Be 2
        Test-DeidArchive $entry.Id LUNG -Subject S1 -Session S1_1 -Store $root -Quiet | Should -BeTrue
    }

    It 'tells lines without a valid number' {
        Set-Content $list 'NHS Number', '943 476 5910'
        (Import-DeidOptOutResponse $list LUNG -Store $root -WarningAction SilentlyContinue).InvalidLines | Should -Be 2
    }

    It 'needs the column' {
        Set-Content $list 'Number', '943 476 5919'
        { Import-DeidOptOutResponse $list LUNG -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'CsvInvalid,DeidPS.Commands.ImportDeidOptOutResponseCommand'
    }

    It 'is for projects that need clearance' {
        Set-Content $list 'NHS Number', '943 476 5919'
        $null = Set-DeidProject LUNG -OptOut NotApplicable -OptOutReason 'consented' -Store $root
        { Import-DeidOptOutResponse $list LUNG -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.ImportDeidOptOutResponseCommand'
    }
}
