Describe 'Resolve-DeidPushed' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'WaitingStudy.ps1')
        $log = Join-Path $TestDrive 'sent.csv'
        Set-Content $log 'Send Time,Subject,Session', "$($entry.Received.UtcDateTime.AddSeconds(-2).ToString('yyyy-MM-ddTHH:mm:ss'))Z,S1,S1_1"
    }

    It 'proposes a match and changes nothing' {
        $match = Resolve-DeidPushed $log -Store $root
        $match.Status | Should -Be 'Matched'
        $match.Id | Should -Be $entry.Id
        (Get-DeidPrearchive -Store $root).Subject | Should -Be 'subj001'
    }

    It 'changes nothing in a trial' {
        (Resolve-DeidPushed $log -Apply -Store $root -WhatIf).Status | Should -Be 'Matched'
        (Get-DeidPrearchive -Store $root).Subject | Should -Be 'subj001'
    }

    It 'finds nothing within a tolerance that is too small' {
        (Resolve-DeidPushed $log -ToleranceSec 1 -Store $root).Status | Should -Contain 'NotArrived'
    }

    It 'gives the labels of the list, once' {
        (Resolve-DeidPushed $log -Apply -Store $root).Status | Should -Be 'Labelled'
        (Get-DeidPrearchive -Store $root).Session | Should -Be 'S1_1'
        (Resolve-DeidPushed $log -Apply -Store $root).Status | Should -Be 'Labelled'
    }

    It 'says what is wrong with a list' {
        Set-Content (Join-Path $TestDrive 'bad.csv') 'Subject,Session', 'S1,S1_1'
        { Resolve-DeidPushed (Join-Path $TestDrive 'bad.csv') -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'CsvInvalid,DeidPS.Commands.ResolveDeidPushedCommand'
    }
}
