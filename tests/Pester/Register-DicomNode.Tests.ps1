Describe 'Register-DicomNode' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $before = $env:DEIDPS_NODES
        $env:DEIDPS_NODES = Join-Path $TestDrive 'nodes.json'
    }

    AfterAll {
        $env:DEIDPS_NODES = $before
    }

    Context 'with settings' {
        It 'stores a node and puts out nothing' {
            Register-DicomNode sectra pacs.example.org -CalledAE SECTRA -CallingAE RESEARCH -ReceiverPort 8105 | Should -BeNullOrEmpty
            (Get-DicomNode sectra).CalledAE | Should -Be 'SECTRA'
        }

        It 'puts it out when asked' {
            (Register-DicomNode second pacs.example.org -CalledAE SECOND -UseTls -PassThru).Tls | Should -Not -BeNullOrEmpty
        }

        It 'leaves a node of the same name' {
            { Register-DicomNode SECTRA other -CalledAE OTHER -ErrorAction Stop } | Should -Throw -ErrorId 'NodeExists,DeidPS.Commands.RegisterDicomNodeCommand'
            (Get-DicomNode sectra).HostName | Should -Be 'pacs.example.org'
        }

        It 'replaces it when forced' {
            Register-DicomNode SECTRA other -CalledAE OTHER -Force
            (Get-DicomNode sectra).HostName | Should -Be 'other'
        }

        It 'refuses <what>' -TestCases @(
            @{ what = 'a title of 17 characters'; title = '12345678901234567' }
            @{ what = 'a title with a backslash'; title = 'A\B' }
            @{ what = 'a title of blanks'; title = '  ' }
        ) {
            { Register-DicomNode third host -CalledAE $title -ErrorAction Stop } | Should -Throw -ErrorId 'NodeSettingInvalid,DeidPS.Commands.RegisterDicomNodeCommand'
        }

        It 'keeps the limits of the queue' {
            Register-DicomNode night host -CalledAE N -Window 'Mon-Fri 20:00-06:00 associations=2', '12:00-13:00 utilization=30' -MaxAssociations 3 -UtilizationPercent 50 -MaxRestSec 600 -MinIntervalSec 60 -MaxAttempts 50 -BackoffSec 120 -BreakerThreshold 4 -SkipAdaptiveRate
            $limits = (Get-DicomNode night).Limits
            $limits.Windows | ForEach-Object { "$_" } | Should -Be @('Mon-Fri 20:00-24:00 associations=2', 'Tue-Sat 00:00-06:00 associations=2', 'Mon-Sun 12:00-13:00 utilization=30')
            $limits.MaxAssociations, $limits.UtilizationPercent, $limits.MaxRestSec, $limits.MinIntervalSec, $limits.MaxAttempts, $limits.BackoffSec, $limits.BreakerThreshold | Should -Be @(3, 50, 600, 60, 50, 120, 4)
            $limits.AdaptiveRate | Should -BeFalse
        }

        It 'names the place of a mistake in a window' {
            { Register-DicomNode third host -CalledAE A -Window 'Mon-Fri 20:00-25:00' -ErrorAction Stop } | Should -Throw -ErrorId 'NodeSettingInvalid,DeidPS.Commands.RegisterDicomNodeCommand' -ExpectedMessage '*at character 15.'
        }

        It 'refuses windows that overlap' {
            { Register-DicomNode third host -CalledAE A -Window 'Mon 20:00-06:00', 'Tue 05:00-07:00' -ErrorAction Stop } | Should -Throw -ExpectedMessage '*overlap*'
        }

        It 'warns when any certificate is taken' {
            Register-DicomNode careless host -CalledAE A -UseTls -AllowUntrustedCertificate -WarningVariable warned -WarningAction SilentlyContinue
            $warned | Should -HaveCount 1
        }

        It 'stores nothing in a trial' {
            Register-DicomNode trial host -CalledAE A -WhatIf
            Get-DicomNode tria* | Should -BeNullOrEmpty
        }
    }

    Context 'with a node' {
        It 'copies all its settings' {
            $env:DEIDPS_NODES = Join-Path $TestDrive 'one.json'
            Register-DicomNode one host -CalledAE ONE -ResultLimit 500 -UseTls -TlsServerName pacs
            $node = Get-DicomNode one
            $env:DEIDPS_NODES = Join-Path $TestDrive 'two.json'
            $node | Register-DicomNode
            Get-DicomNode one | Should -Be $node
        }
    }
}
