Describe 'Revoke-DeidAccess' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $null = Initialize-DeidStore $root
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        $me = (Get-DeidStore -Store $root).Identity
    }

    It 'takes a role in a project away' {
        $null = Grant-DeidAccess LUNG jdoe -Role Member -Store $root
        Get-DeidAccess LUNG -Store $root | Where-Object Role -eq 'Member' | Revoke-DeidAccess -Store $root
        @(Get-DeidAccess LUNG -Store $root).Count | Should -Be 1
    }

    It 'takes a role in the store away' {
        $null = Grant-DeidAccess -Identity mroe -SiteRole DataManager -Store $root
        Revoke-DeidAccess -Identity mroe -SiteRole DataManager -Store $root
        @(Get-DeidAccess -Store $root).Identity | Should -Be $me
    }

    It 'keeps the last owner' {
        { Revoke-DeidAccess LUNG $me -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RevokeDeidAccessCommand'
    }

    It 'keeps the last administrator' {
        { Revoke-DeidAccess -Identity $me -SiteRole Administrator -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RevokeDeidAccessCommand'
    }
}
