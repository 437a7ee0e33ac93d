# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Remove-DeidRequest ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'takes requests back, and asks for nothing in a trial' -Skip:(-not $dcmqrscp) {
        $plan = @(Import-DeidRequest $list -Project LUNG)
        $plan | Remove-DeidRequest -WhatIf | Should -BeNullOrEmpty
        @($plan | Remove-DeidRequest | Where-Object State -eq 'Cancelled').Count | Should -Be 3
        $plan | Start-DeidQueue | Should -BeNullOrEmpty
        Get-DeidPrearchive | Should -BeNullOrEmpty
    }

    It 'leaves what is complete' -Skip:(-not $dcmqrscp) {
        $done = @(Import-DeidRequest $list -Project LUNG | Start-DeidQueue -QuietSec 1)
        { $done[0] | Remove-DeidRequest -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RemoveDeidRequestCommand'
    }

    It 'knows no such request' {
        { Remove-DeidRequest nothing -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.RemoveDeidRequestCommand'
    }
}
