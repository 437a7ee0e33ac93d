# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Get-DeidAccessionTrace ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'is for data managers, with a reason' {
        { Get-DeidAccessionTrace -Reason 'test' -ErrorAction Stop } | Should -Throw -ErrorId 'AccessDenied,DeidPS.Commands.GetDeidAccessionTraceCommand'
        { Get-DeidAccessionTrace -BreakGlass -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.GetDeidAccessionTraceCommand'
    }

    It 'leads from each line to its study and its session' -Skip:(-not $dcmqrscp) {
        $null = Import-DeidRequest $list -Project LUNG
        $rows = @(Get-DeidAccessionTrace -Project LUNG -BreakGlass -Reason 'test')
        $rows.StudyInstanceUID | Should -Be $studies
        $rows.Session | Should -Be @('S1_CT', 'S2_CT', 'S3_CT')
        $rows[0].PatientID | Should -Be @($samples | Where-Object StudyInstanceUID -eq $studies[0])[0].PatientID
        $rows.Status | Should -Be @('Planned', 'Planned', 'Planned')
    }

    It 'becomes a table with the headers of a list' -Skip:(-not $dcmqrscp) {
        $csv = Join-Path $TestDrive 'trace.csv'
        $null = Get-DeidAccessionTrace -BreakGlass -Reason 'test' -Csv $csv
        (Import-Csv $csv).'Study Instance UID' | Should -Be $studies
    }

    It 'leaves fields empty that were erased' -Skip:(-not $dcmqrscp) {
        $null = Get-DeidRequest -Session S2_CT | Remove-DeidRequest -Confirm:$false
        $row = Get-DeidAccessionTrace -BreakGlass -Reason 'test' | Where-Object Session -eq 'S2_CT'
        $row.Status | Should -Be 'Cancelled'
        $row.PatientID | Should -BeNullOrEmpty
        $row.StudyInstanceUID | Should -BeNullOrEmpty
    }

    It 'is in the audit trail, with its reason' {
        @(Get-DeidAudit | Where-Object Action -eq 'BreakGlass').Reason | Should -Contain 'test'
    }
}
