Describe 'Get-DeidRetention' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
        $null = New-DeidProject HEART 'Heart' -RetentionEnd ([datetime]::Today.AddDays(10)) -Store $root
        $null = Set-DeidProject LUNG -RetentionEnd ([datetime]::Today.AddDays(-5)) -Store $root
    }

    It 'lists what is past its last day, with what is in it' {
        $past = Get-DeidRetention -Store $root
        $past.Project | Should -Be 'LUNG'
        $past.DaysLeft | Should -Be -5
        $past.IsPast | Should -BeTrue
        $past.Sessions | Should -Be 1
        $past.Instances | Should -Be $entry.Instances
        $past.Bytes | Should -BeGreaterThan 0
    }

    It 'lists what ends soon' {
        @(Get-DeidRetention -Within 9 -Store $root).Count | Should -Be 1
        @(Get-DeidRetention -Within 10 -Store $root)[1].Project | Should -Be 'HEART'
    }

    It 'says what to delete' {
        (Get-DeidRetention -Store $root | Remove-DeidProject -Reason 'retention ended' -Force -Store $root).Project | Should -Be 'LUNG'
        @(Get-DeidRetention -Store $root).Count | Should -Be 0
    }
}
