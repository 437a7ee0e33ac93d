Describe 'Get-DeidStore' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $null = Initialize-DeidStore $root -JoinMinutes 7
    }

    It 'shows the settings' {
        (Get-DeidStore -Store $root).JoinMinutes | Should -Be 7
    }

    It 'shows who you are' {
        (Get-DeidStore -Store $root).Identity | Should -Not -BeNullOrEmpty
    }

    It 'says where there is none' {
        { Get-DeidStore -Store (Join-Path $TestDrive 'none') -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.GetDeidStoreCommand'
    }
}
