Describe 'New-DeidProject' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $null = Initialize-DeidStore $root
        $project = New-DeidProject LUNG 'Lung nodules' -Store $root -OtherName LUNGS -RetentionEnd 2030-12-31
    }

    It 'makes it' {
        $project.Id | Should -Be 'LUNG'
        $project.Accessibility | Should -Be 'Private'
    }

    It 'makes the account its owner' {
        $project.Role | Should -Be 'Owner'
    }

    It 'uses no id twice' {
        { New-DeidProject lung 'Again' -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemExists,DeidPS.Commands.NewDeidProjectCommand'
    }

    It 'refuses an id that is none' {
        { New-DeidProject 'two words' 'Title' -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.NewDeidProjectCommand'
    }

    It 'refuses a policy that is not there' {
        { New-DeidProject OTHER 'Title' -Store $root -Policy none -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,DeidPS.Commands.NewDeidProjectCommand'
    }

    It 'makes nothing in a trial' {
        New-DeidProject TRIAL 'Title' -Store $root -WhatIf | Should -BeNullOrEmpty
        @(Get-DeidProject -Store $root).Count | Should -Be 1
    }
}
