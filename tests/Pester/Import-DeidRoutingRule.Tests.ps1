Describe 'Import-DeidRoutingRule' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $rules = Join-Path $TestDrive 'rules.txt'
        $null = Initialize-DeidStore $root
        Set-Content $rules '# ours', '(0008,1030):Project:\s*(\w+)'
    }

    It 'does nothing in a trial and shows what it would take' {
        (Import-DeidRoutingRule $rules Project -Store $root -WhatIf).Rule | Should -Be '(0008,1030):Project:\s*(\w+)'
        Get-DeidRoutingRule -Store $root | Should -BeNullOrEmpty
    }

    It 'takes the rules of a file' {
        $taken = @(Import-DeidRoutingRule $rules -Target Project -Store $root)
        $taken | Should -HaveCount 1
        $taken[0].Position | Should -Be 1
    }

    It 'adds rules behind those there are' {
        $more = Join-Path $TestDrive 'more.txt'
        Set-Content $more '(0008,0050):(\w+)'
        (Import-DeidRoutingRule $more Project -Append -Store $root).Position | Should -Be 1, 2
    }

    It 'names the line of every rule that is none, and takes nothing' {
        $bad = Join-Path $TestDrive 'bad.txt'
        Set-Content $bad '(0008,1030):(\w+)', 'no rule', '(0008,1030):(('
        Import-DeidRoutingRule $bad Project -Store $root -ErrorAction SilentlyContinue -ErrorVariable errors | Should -BeNullOrEmpty
        $errors | Should -HaveCount 2
        "$($errors[0])" | Should -Match 'line 2'
        $errors[0].FullyQualifiedErrorId | Should -Be 'StoreValueInvalid,DeidPS.Commands.ImportDeidRoutingRuleCommand'
        @(Get-DeidRoutingRule -Store $root) | Should -HaveCount 2
    }

    It 'says that there is no file' {
        { Import-DeidRoutingRule (Join-Path $TestDrive 'none.txt') Project -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,DeidPS.Commands.ImportDeidRoutingRuleCommand'
    }
}
