# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Compare-DeidWithPacs ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
        if ($program) {
            # The first study came whole, of the second all but one image.
            $first = @($samples | Where-Object StudyInstanceUID -eq $studies[0])
            $second = @($samples | Where-Object StudyInstanceUID -eq $studies[1])
            $null = $first.Path | Import-DicomStudy -Project LUNG -Subject S1 -Session S1_CT
            $null = $second[1..($second.Count - 1)].Path | Import-DicomStudy -Project LUNG -Subject S2 -Session S2_CT
        }
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'is for data managers' -Skip:(-not $dcmqrscp) {
        { Get-DeidPrearchive | Compare-DeidWithPacs -Reason 'test' -ErrorAction Stop } | Should -Throw -ErrorId 'AccessDenied,DeidPS.Commands.CompareDeidWithPacsCommand'
    }

    It 'does not know an entry that is not there' {
        { Compare-DeidWithPacs none -Reason 'test' -BreakGlass -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.CompareDeidWithPacsCommand'
    }

    It 'changes nothing in a trial' -Skip:(-not $dcmqrscp) {
        $found = @(Get-DeidPrearchive | Compare-DeidWithPacs -Reason 'test' -BreakGlass -WhatIf)
        $found.Status | Should -Be @('Complete', 'Incomplete')
        @(Get-DeidPrearchive | Where-Object Evidence -ne 'IdleOnly') | Should -HaveCount 0
    }

    It 'tells what is whole from what is not, and writes it down' -Skip:(-not $dcmqrscp) {
        $found = @(Get-DeidPrearchive | Compare-DeidWithPacs -Node pacs -Reason 'test' -BreakGlass)
        $found.Status | Should -Be @('Complete', 'Incomplete')
        $found[0].Expected | Should -Be $first.Count
        $found[1].Missing | Should -Be 1
        $entries = @(Get-DeidPrearchive)
        $entries.Evidence | Should -Be @('CountVerified', 'IdleOnly')
        $entries[1].Missing | Should -Be 1
    }

    It 'asks nothing about what is verified' -Skip:(-not $dcmqrscp) {
        (Get-DeidPrearchive | Where-Object Session -eq 'S1_CT' | Compare-DeidWithPacs -Reason 'test' -BreakGlass).Status | Should -Be 'AlreadyVerified'
    }

    It 'finds it whole when the rest has come' -Skip:(-not $dcmqrscp) {
        $null = $second[0].Path | Import-DicomStudy -Project LUNG -Subject S2 -Session S2_CT
        (Get-DeidPrearchive | Where-Object Session -eq 'S2_CT' | Compare-DeidWithPacs -Reason 'test' -BreakGlass).Evidence | Should -Be 'CountVerified'
    }
}
