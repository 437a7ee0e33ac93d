Describe 'Get-DeidProject' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $null = Initialize-DeidStore $root
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root -OtherName LUNGS
        $null = New-DeidProject HEART 'Cardiac MR' -Store $root
    }

    It 'lists all' {
        @(Get-DeidProject -Store $root).Id | Should -Be @('HEART', 'LUNG')
    }

    It 'finds by another name in any case' {
        (Get-DeidProject lungs -Store $root).Id | Should -Be 'LUNG'
    }

    It 'takes wildcards' {
        @(Get-DeidProject 'h*' -Store $root).Id | Should -Be 'HEART'
    }

    It 'says what is not there' {
        { Get-DeidProject NONE -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.GetDeidProjectCommand'
    }
}
