Describe 'Get-DeidSession' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
    }

    It 'lists the sessions of a project' {
        $session = Get-DeidSession LUNG -Store $root
        $session.Session | Should -Be 'S1_1'
        $session.Modalities | Should -Be 'CT'
        [System.IO.Directory]::Exists($session.Folder) | Should -BeTrue
    }

    It 'filters' {
        @(Get-DeidSession LUNG s1_1 -Subject S1 -Modality CT -Store $root).Count | Should -Be 1
        @(Get-DeidSession LUNG -Modality MR -Store $root).Count | Should -Be 0
    }

    It 'takes projects from the pipeline' {
        @(Get-DeidProject -Store $root | Get-DeidSession -Store $root).Count | Should -Be 1
    }

    It 'says what is not there' {
        { Get-DeidSession NONE -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.GetDeidSessionCommand'
    }
}
