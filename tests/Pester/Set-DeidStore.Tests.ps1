Describe 'Set-DeidStore' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $null = Initialize-DeidStore $root -IdleMinutes 3 -JoinMinutes 7
    }

    It 'changes what is given and keeps the rest' {
        $store = Set-DeidStore -Store $root -IdleMinutes 0 -PushedSubject tele
        $store.IdleMinutes | Should -Be 0
        $store.JoinMinutes | Should -Be 7
        $store.PushedSubject | Should -Be 'tele'
        $store.PushedSession | Should -Be 'subj001_sess001'
    }

    It 'changes nothing in a trial' {
        Set-DeidStore -Store $root -JoinMinutes 9 -WhatIf | Should -BeNullOrEmpty
        (Get-DeidStore -Store $root).JoinMinutes | Should -Be 7
    }

    It 'refuses a policy that is none' {
        { Set-DeidStore -Store $root -Policy none -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,DeidPS.Commands.SetDeidStoreCommand'
    }

    It 'refuses a policy with errors' {
        Set-Content (Join-Path $TestDrive 'bad.das') 'version "6.7"', '(0010,0010) := nothing['
        { Set-DeidStore -Store $root -Policy (Join-Path $TestDrive 'bad.das') -ErrorAction Stop } | Should -Throw -ErrorId 'ProfileSyntaxError,DeidPS.Commands.SetDeidStoreCommand'
    }

    It 'refuses a label that no comment can give' {
        { Set-DeidStore -Store $root -PushedSession 'two words' -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.SetDeidStoreCommand'
    }

    It 'sets a filter of series and takes it away' {
        (Set-DeidStore -Store $root -SeriesFilter gstt-burntin).SeriesFilter.Name | Should -Be 'gstt-burntin'
        (Set-DeidStore -Store $root -IdleMinutes 1).SeriesFilter.Name | Should -Be 'gstt-burntin'
        (Set-DeidStore -Store $root -SeriesFilter $null).SeriesFilter | Should -BeNullOrEmpty
    }
}
