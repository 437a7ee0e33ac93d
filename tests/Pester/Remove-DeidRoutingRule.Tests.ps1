Describe 'Remove-DeidRoutingRule' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $rules = Join-Path $TestDrive 'rules.txt'
        $null = Initialize-DeidStore $root
        Set-Content $rules '(0008,1030):a(\w+)', '(0008,1030):b(\w+)', '(0008,1030):c(\w+)'
        $null = Import-DeidRoutingRule $rules Project -Store $root
    }

    It 'removes nothing in a trial' {
        Remove-DeidRoutingRule Project -Store $root -WhatIf
        @(Get-DeidRoutingRule -Store $root) | Should -HaveCount 3
    }

    It 'removes the rules of the pipeline and no others' {
        Get-DeidRoutingRule -Store $root | Where-Object Position -ne 2 | Remove-DeidRoutingRule -Store $root
        (Get-DeidRoutingRule -Store $root).Rule | Should -Be '(0008,1030):b(\w+)'
    }

    It 'says that there is no such rule' {
        { Remove-DeidRoutingRule Project -Rule 'none' -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.RemoveDeidRoutingRuleCommand'
    }

    It 'removes all of a target' {
        Remove-DeidRoutingRule -Target Project -Store $root
        Get-DeidRoutingRule -Store $root | Should -BeNullOrEmpty
    }
}
