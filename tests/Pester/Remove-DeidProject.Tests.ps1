Describe 'Remove-DeidProject' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
    }

    It 'deletes nothing in a trial' {
        Remove-DeidProject LUNG -Reason 'trial' -Store $root -WhatIf | Should -BeNullOrEmpty
        @(Get-DeidSession LUNG -Store $root).Count | Should -Be 1
    }

    It 'deletes the project, and gives a certificate' {
        $certificate = Get-DeidProject LUNG -Store $root | Remove-DeidProject -Reason 'end' -Force -Store $root
        $certificate.Scope | Should -Be 'Project'
        $certificate.Sessions | Should -Be 1
        $certificate.Instances | Should -Be $entry.Instances
        @(Get-DeidProject -Store $root).Count | Should -Be 0
        @([System.IO.Directory]::GetFiles($root, '*.dcm', 'AllDirectories')).Count | Should -Be 0
    }

    It 'does not give the id away again' {
        { New-DeidProject LUNG 'Again' -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemExists,DeidPS.Commands.NewDeidProjectCommand'
    }
}
