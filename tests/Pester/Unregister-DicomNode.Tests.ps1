Describe 'Unregister-DicomNode' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $before = $env:DEIDPS_NODES
        $env:DEIDPS_NODES = Join-Path $TestDrive 'nodes.json'
    }

    BeforeEach {
        'a1', 'a2', 'b' | ForEach-Object { Register-DicomNode $_ host -CalledAE A -Force }
    }

    AfterAll {
        $env:DEIDPS_NODES = $before
    }

    It 'removes a node by name' {
        Unregister-DicomNode B | Should -BeNullOrEmpty
        (Get-DicomNode -Scope CurrentUser).Name | Should -Be @('a1', 'a2')
    }

    It 'removes what Get-DicomNode puts out' {
        Get-DicomNode a* | Unregister-DicomNode
        (Get-DicomNode -Scope CurrentUser).Name | Should -Be 'b'
    }

    It 'removes nothing in a trial' {
        Unregister-DicomNode * -WhatIf
        Get-DicomNode -Scope CurrentUser | Should -HaveCount 3
    }

    It 'says when there is none' {
        { Unregister-DicomNode c -ErrorAction Stop } | Should -Throw -ErrorId 'NoMatch,DeidPS.Commands.UnregisterDicomNodeCommand'
    }
}
