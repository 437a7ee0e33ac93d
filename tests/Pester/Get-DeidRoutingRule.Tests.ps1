Describe 'Get-DeidRoutingRule' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $rules = Join-Path $TestDrive 'rules.txt'
        $null = Initialize-DeidStore $root
        Set-Content $rules '(0008,1030):(\w+)', '(0008,0050):(\w+)'
        $null = Import-DeidRoutingRule $rules Project -Store $root
        $null = Import-DeidRoutingRule $rules Session -Store $root -WarningAction SilentlyContinue
    }

    It 'lists all rules in their order' {
        @(Get-DeidRoutingRule -Store $root) | Should -HaveCount 4
        (Get-DeidRoutingRule Project -Store $root).Rule | Should -Be '(0008,1030):(\w+)', '(0008,0050):(\w+)'
    }

    It 'gives a file that can be imported' {
        (Get-DeidRoutingRule -Target Session -Store $root).Rule | Set-Content (Join-Path $TestDrive 'copy.txt')
        @(Import-DeidRoutingRule (Join-Path $TestDrive 'copy.txt') Subject -Store $root -WarningAction SilentlyContinue) | Should -HaveCount 2
    }
}
