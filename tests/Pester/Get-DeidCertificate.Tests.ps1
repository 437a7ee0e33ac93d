Describe 'Get-DeidCertificate' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
    }

    It 'has none before anything was deleted' {
        @(Get-DeidCertificate -Store $root).Count | Should -Be 0
    }

    It 'lists those of a project, also when it is gone' {
        $subject = Remove-DeidSubject LUNG S1 -Reason 'test' -Force -Store $root
        (Get-DeidCertificate LUNG -Store $root).Id | Should -Be $subject.Id
        $project = Remove-DeidProject LUNG -Reason 'test' -Force -Store $root
        $all = @(Get-DeidCertificate LUNG -Store $root)
        $all[0].Manifests | Should -Be $subject.Manifests
        $all[1].Id | Should -Be $project.Id
        @(Get-DeidCertificate -Store $root).Count | Should -Be 2
    }
}
