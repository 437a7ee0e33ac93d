Describe 'Export-DeidSession' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
        $out = Join-Path $TestDrive 'out'
    }

    It 'does nothing with -WhatIf' {
        Export-DeidSession LUNG S1_1 -Destination $out -Store $root -WhatIf | Should -BeNullOrEmpty
        [System.IO.Directory]::Exists($out) | Should -BeFalse
    }

    It 'copies a session with manifest and checksums' {
        $result = Get-DeidSession LUNG -Store $root | Export-DeidSession -Destination $out -Store $root
        $result.Status | Should -Be 'Exported'
        $result.Instances | Should -Be $samples.Count
        $result.Destination | Should -Be (Join-Path $out 'LUNG/S1/S1_1')
        @([System.IO.Directory]::GetFiles($result.Destination, '*.dcm', 'AllDirectories')).Count | Should -Be $samples.Count
        [System.IO.File]::ReadAllText((Join-Path $result.Destination 'manifest.json')) | Should -Not -Match '"key"'
        @([System.IO.File]::ReadAllLines((Join-Path $result.Destination 'checksums.sha256'))).Count | Should -Be $samples.Count
    }

    It 'gives files that the search for identifiers knows, and no others' {
        $folder = Join-Path $out 'LUNG/S1/S1_1'
        @(Test-Deidentified $folder -Recurse | Where-Object Rule -eq 'NotDicom').Count | Should -Be 0
        $copy = Join-Path $TestDrive 'copy'
        $null = [System.IO.Directory]::CreateDirectory($copy)
        foreach ($case in @{ manifest = '{ "project": "LUNG", "patient": "x" }'; checksums = 'no digest' }, @{ manifest = '["LUNG"]'; checksums = ('0' * 64) + '  none.dcm' }, @{ manifest = '{ "project": '; checksums = ('0' * 63) + '   manifest.json' }) {
            [System.IO.File]::WriteAllText((Join-Path $copy 'manifest.json'), $case.manifest)
            [System.IO.File]::WriteAllText((Join-Path $copy 'checksums.sha256'), $case.checksums)
            @(Test-Deidentified $copy -Recurse | Where-Object Rule -eq 'NotDicom').Count | Should -Be 2
        }
    }

    It 'knows what is there already' {
        (Export-DeidSession LUNG S1_1 -Destination $out -Store $root).Status | Should -Be 'AlreadyThere'
    }

    It 'refuses other content under its name, unless forced' {
        [System.IO.File]::WriteAllText((Join-Path $out 'LUNG/S1/S1_1/manifest.json'), '{}')
        { Export-DeidSession LUNG S1_1 -Destination $out -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.ExportDeidSessionCommand'
        (Export-DeidSession LUNG S1_1 -Destination $out -Store $root -Force).Status | Should -Be 'Exported'
    }

    It 'makes a zip file' {
        $result = Export-DeidSession LUNG S1_1 -Destination $out -Zip -Store $root
        $result.Destination | Should -Be (Join-Path $out 'LUNG_S1_S1_1.zip')
        [System.IO.File]::Exists($result.Destination) | Should -BeTrue
        (Export-DeidSession LUNG S1_1 -Destination $out -Zip -Store $root).Status | Should -Be 'AlreadyThere'
    }

    It 'takes some series only' {
        (Export-DeidSession LUNG S1_1 -Destination (Join-Path $TestDrive 'mr') -Modality MR -Store $root).Status | Should -Be 'NothingSelected'
        (Export-DeidSession LUNG S1_1 -Destination (Join-Path $TestDrive 'ct') -Modality CT -SeriesDescription '*' -Store $root).Status | Should -Be 'Exported'
    }

    It 'refuses a quarantined session' {
        $null = Set-DeidQuarantine LUNG S1_1 -Reason 'test' -Store $root
        { Export-DeidSession LUNG S1_1 -Destination (Join-Path $TestDrive 'q') -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.ExportDeidSessionCommand'
    }

    It 'is on record' {
        @(Get-DeidAudit LUNG -Action Export -Store $root).Count | Should -Be 4
    }
}
