Describe 'Export-DeidHeld' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $other = Join-Path $TestDrive 'other.held'
        Set-Content -Path $other -Value 'something else'
        $look = Join-Path $TestDrive 'look'
    }

    It 'needs the key' {
        { Export-DeidHeld $other -Destination $look -ErrorAction Stop } | Should -Throw -ErrorId 'KeyMissing,DeidPS.Commands.ExportDeidHeldCommand'
    }

    It 'refuses what is no held object' {
        { Export-DeidHeld $other -Destination $look -KeyPath $key -ErrorAction Stop } | Should -Throw -ErrorId 'DicomParseError,DeidPS.Commands.ExportDeidHeldCommand'
    }

    It 'gives one result for it and writes nothing' {
        $result = @(Export-DeidHeld $other -Destination $look -KeyPath $key -ErrorAction SilentlyContinue)
        $result.Count | Should -Be 1
        $result[0].Status | Should -Be 'Failed'
        Test-Path $look | Should -Be $false
    }

    It 'writes nothing in a trial' {
        (Export-DeidHeld $other -Destination $look -KeyPath $key -WhatIf).Status | Should -Be 'Skipped'
        Test-Path $look | Should -Be $false
    }
}
