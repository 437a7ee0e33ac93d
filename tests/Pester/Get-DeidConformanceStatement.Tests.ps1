Describe 'Get-DeidConformanceStatement' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $path = Join-Path $TestDrive 'statement.md'
    }

    Context 'Policy' {
        It 'is that of site-wide by default' {
            @(Get-DeidConformanceStatement)[0] | Should -Match 'site-wide'
        }

        It 'tells what becomes of an attribute' {
            @(Get-DeidConformanceStatement site-wide | Where-Object { $_ -match '\| PatientBirthDate \|' }).Count | Should -Be 1
        }

        It 'claims nothing for a pass that only re-keys' {
            @(Get-DeidConformanceStatement project-level | Where-Object { $_ -match 'adds no claim' }).Count | Should -Be 1
        }

        It 'is an error for a policy that does not exist' {
            { Get-DeidConformanceStatement no-such-policy -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,DeidPS.Commands.GetDeidConformanceStatementCommand'
        }
    }

    Context 'Profile' {
        It 'claims the option' {
            @(Get-DeidConformanceStatement -Profile Basic -Option RetainUids | Where-Object { $_ -match '\| 113110 \| Yes \| Yes \| Yes \|' }).Count | Should -Be 1
        }
    }

    Context 'Destination' {
        It 'writes a file and puts it out' {
            (Get-DeidConformanceStatement -Destination $path).FullName | Should -Be $path
            $path | Should -Exist
        }

        It 'leaves a file that is there' {
            Set-Content -Path $path -Value 'mine'
            { Get-DeidConformanceStatement -Destination $path -ErrorAction Stop } | Should -Throw -ErrorId 'DestinationExists,DeidPS.Commands.GetDeidConformanceStatementCommand'
        }

        It 'writes nothing in a trial' {
            $trial = Join-Path $TestDrive 'trial.md'
            Get-DeidConformanceStatement -Destination $trial -WhatIf
            $trial | Should -Not -Exist
        }
    }
}
