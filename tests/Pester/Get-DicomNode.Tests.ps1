Describe 'Get-DicomNode' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $before = $env:DEIDPS_NODES
        $env:DEIDPS_NODES = Join-Path $TestDrive 'nodes.json'
        'north', 'south', 'south east' | ForEach-Object { Register-DicomNode $_ "host-$(($_ -split ' ')[0])" -CalledAE $_.ToUpperInvariant() }
    }

    AfterAll {
        $env:DEIDPS_NODES = $before
    }

    It 'lists the user''s nodes by name' {
        (Get-DicomNode -Scope CurrentUser).Name | Should -Be @('north', 'south', 'south east')
    }

    It 'finds <name>' -TestCases @(
        @{ name = 'NORTH'; found = @('north') }
        @{ name = 'south*'; found = @('south', 'south east') }
        @{ name = 'sou?h'; found = @('south') }
    ) {
        (Get-DicomNode $name).Name | Should -Be $found
    }

    It 'takes names from the pipeline' {
        ('south', 'north' | Get-DicomNode).CalledAE | Should -Be @('SOUTH', 'NORTH')
    }

    It 'gives defaults for what was not said' {
        (Get-DicomNode north).Port | Should -Be 104
        (Get-DicomNode north).RetrieveMethod | Should -Be 'Move'
        (Get-DicomNode north).Limits.MaxAssociations | Should -Be 1
        (Get-DicomNode north).Limits.Windows.Count | Should -Be 0
    }

    It 'says when there is none' {
        { Get-DicomNode west -ErrorAction Stop } | Should -Throw -ErrorId 'NoMatch,DeidPS.Commands.GetDicomNodeCommand'
    }

    It 'says nothing when a wildcard finds none' {
        Get-DicomNode west* -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'names the line of a damaged file and leaves it' {
        $env:DEIDPS_NODES = Join-Path $TestDrive 'damaged.json'
        [System.IO.File]::WriteAllText($env:DEIDPS_NODES, "{`n  ""nodes"": [ { ""colour"": 1 } ] }")
        { Get-DicomNode -ErrorAction Stop } | Should -Throw -ExpectedMessage '*colour*line 2*'
        [System.IO.File]::ReadAllText($env:DEIDPS_NODES) | Should -Match 'colour'
        $env:DEIDPS_NODES = Join-Path $TestDrive 'nodes.json'
    }
}
