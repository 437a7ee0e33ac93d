Describe 'Remove-DeidSubject' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
    }

    It 'deletes nothing in a trial' {
        Remove-DeidSubject LUNG S1 -Reason 'trial' -Store $root -WhatIf | Should -BeNullOrEmpty
        @(Get-DeidSession LUNG -Store $root).Count | Should -Be 1
    }

    It 'refuses a locked session' {
        $null = Lock-DeidSession LUNG S1_1 -Store $root
        { Remove-DeidSubject LUNG S1 -Reason 'test' -Force -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RemoveDeidSubjectCommand'
        $null = Unlock-DeidSession LUNG S1_1 -Store $root
    }

    It 'deletes what comes from the pipeline, and gives a certificate' {
        $certificate = Get-DeidSession LUNG -Store $root | Remove-DeidSubject -Reason 'consent withdrawn' -Confirm:$false -Store $root
        $certificate.Scope | Should -Be 'Subject'
        $certificate.Instances | Should -Be $entry.Instances
        @([System.IO.Directory]::GetFiles((Join-Path $root 'archive'), '*.dcm', 'AllDirectories')).Count | Should -Be 0
    }

    It 'says so when there is no such subject' {
        { Remove-DeidSubject LUNG S1 -Reason 'test' -Force -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.RemoveDeidSubjectCommand'
    }
}
