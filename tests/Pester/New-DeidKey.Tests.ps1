Describe 'New-DeidKey' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $path = Join-Path $TestDrive 'site.key'
        $key = New-DeidKey $path
    }

    It 'writes the file' {
        [System.IO.File]::Exists($path) | Should -BeTrue
    }

    It 'puts out a fingerprint' {
        $key.Fingerprint | Should -Match '^[0-9a-f]{8}$'
    }

    It 'does not put out the key' {
        "$($key.Path) $($key.Fingerprint)" | Should -Not -Match 'DEIDPS-KEY'
    }

    It 'leaves a key that is there' {
        { New-DeidKey $path -ErrorAction Stop } | Should -Throw -ErrorId 'DestinationExists,DeidPS.Commands.NewDeidKeyCommand'
    }

    It 'replaces it when forced' {
        (New-DeidKey $path -Force).Fingerprint | Should -Not -Be $key.Fingerprint
    }

    It 'writes nothing in a trial' {
        New-DeidKey (Join-Path $TestDrive 'trial.key') -WhatIf
        [System.IO.File]::Exists((Join-Path $TestDrive 'trial.key')) | Should -BeFalse
    }
}
