Describe 'Get-DeidAccess' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $null = Initialize-DeidStore $root
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root -Owner jdoe
    }

    It 'lists the people of a project' {
        @(Get-DeidAccess LUNG -Store $root).Identity | Should -Be 'jdoe'
    }

    It 'lists the people of the store' {
        @(Get-DeidAccess -Store $root).Role | Should -Be 'Administrator'
    }

    It 'takes projects from the pipeline' {
        @(Get-DeidProject -Store $root | Get-DeidAccess -Store $root).Project | Should -Be 'LUNG'
    }
}
