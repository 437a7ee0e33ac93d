Describe 'Get-DeidShare' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
        $null = New-DeidProject HEART 'Heart' -Store $root
        $null = Grant-DeidShare LUNG S1_1 -To HEART -Label Guest -Store $root
    }

    It 'lists a share once, at both ends' {
        (Get-DeidShare LUNG -Store $root).Label | Should -Be 'Guest'
        (Get-DeidShare heart -Store $root).Session | Should -Be 'S1_1'
        @(Get-DeidShare -Store $root).Count | Should -Be 1
        @(Get-DeidProject -Store $root | Get-DeidShare -Store $root).Count | Should -Be 1
    }

    It 'shows the policies that made what is shared' {
        @((Get-DeidShare HEART -Store $root).Policies).Count | Should -Be 2
    }

    It 'knows tombstones' {
        $null = Remove-DeidSession LUNG S1_1 -Everywhere -Reason 'test' -Confirm:$false -Store $root
        (Get-DeidShare HEART -Store $root).State | Should -Be 'Tombstone'
        (Get-DeidShare HEART -Store $root).Session | Should -BeNullOrEmpty
    }
}
