Describe 'Grant-DeidAccess' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $null = Initialize-DeidStore $root
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
    }

    It 'gives a role in a project' {
        $access = Grant-DeidAccess LUNG 'gstt\jdoe' -Role Collaborator -Store $root
        $access.Identity | Should -Be 'GSTT\JDOE'
        $access.Role | Should -Be 'Collaborator'
    }

    It 'gives a role in the store' {
        $access = Grant-DeidAccess -Identity mroe -SiteRole DataManager -Store $root
        $access.Project | Should -BeNullOrEmpty
        $access.Role | Should -Be 'DataManager'
    }

    It 'keeps the last owner' {
        $me = (Get-DeidStore -Store $root).Identity
        { Grant-DeidAccess LUNG $me -Role Member -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.GrantDeidAccessCommand'
    }

    It 'gives nothing in a trial' {
        Grant-DeidAccess LUNG nobody -Role Owner -Store $root -WhatIf | Should -BeNullOrEmpty
        @(Get-DeidAccess LUNG -Store $root | Where-Object Identity -eq 'nobody').Count | Should -Be 0
    }
}
