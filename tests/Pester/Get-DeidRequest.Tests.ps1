# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Get-DeidRequest ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'finds none in an empty store' {
        Get-DeidRequest | Should -BeNullOrEmpty
    }

    It 'knows no such request' {
        { Get-DeidRequest nothing -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.GetDeidRequestCommand'
    }

    It 'leaves out what is not asked for, without an error' -Skip:(-not $dcmqrscp) {
        $null = New-DeidProject SMALL 'Small'
        $plan = @(Import-DeidRequest $list -Project SMALL)
        $plan | Get-DeidRequest -State Failed -ErrorAction Stop | Should -BeNullOrEmpty
        @($plan | Get-DeidRequest -State Planned -ErrorAction Stop).Count | Should -Be 3
        $plan | Remove-DeidRequest | Out-Null
        Remove-DeidProject SMALL -Reason 'test' -Force | Out-Null
    }

    It 'lists a plan by state and session, without identifiers' -Skip:(-not $dcmqrscp) {
        $null = Import-DeidRequest $list -Project LUNG
        @(Get-DeidRequest -Project LUNG -State Planned).Count | Should -Be 3
        $one = Get-DeidRequest -Session s2_ct
        $one.Subject | Should -Be 'S2'
        $one.PatientID | Should -BeNullOrEmpty
        ($one | ConvertTo-Json) | Should -Not -Match ([regex]::Escape($studies[1]))
    }

    It 'writes them as a table for a spreadsheet' -Skip:(-not $dcmqrscp) {
        $csv = Join-Path $TestDrive 'plan.csv'
        $null = Get-DeidRequest -Csv $csv
        @(Import-Csv $csv).Count | Should -Be 3
        (Import-Csv $csv)[0].State | Should -Be 'Planned'
        (Import-Csv $csv | Where-Object Session -eq 'S2_CT' | Get-DeidRequest).Session | Should -Be 'S2_CT'
    }

    It 'gives identifiers to data managers only, with a reason' -Skip:(-not $dcmqrscp) {
        { Get-DeidRequest -IncludeIdentifiers -Reason 'test' -ErrorAction Stop } | Should -Throw -ErrorId 'AccessDenied,DeidPS.Commands.GetDeidRequestCommand'
        { Get-DeidRequest -IncludeIdentifiers -BreakGlass -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.GetDeidRequestCommand'
        (Get-DeidRequest -Session S1_CT -IncludeIdentifiers -BreakGlass -Reason 'test').StudyInstanceUID | Should -Be $studies[0]
    }
}
