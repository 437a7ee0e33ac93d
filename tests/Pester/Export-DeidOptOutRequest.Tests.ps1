# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Export-DeidOptOutRequest ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'is for data managers' {
        { Export-DeidOptOutRequest LUNG (Join-Path $TestDrive 'no.csv') -ErrorAction Stop } | Should -Throw -ErrorId 'AccessDenied,DeidPS.Commands.ExportDeidOptOutRequestCommand'
    }

    It 'is for projects that need clearance' {
        $null = Grant-DeidAccess -Identity (Get-DeidStore).Identity -SiteRole DataManager
        { Export-DeidOptOutRequest LUNG (Join-Path $TestDrive 'no.csv') -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.ExportDeidOptOutRequestCommand'
    }

    It 'writes the numbers and nothing else, and whoever is not cleared is forgotten' -Skip:(-not $dcmqrscp) {
        $null = New-DeidProject GATED 'Gated' -OptOut Required
        $gated = Join-Path $TestDrive 'gated.csv'
        $patients = @($studies | ForEach-Object { $uid = $_; @($samples | Where-Object StudyInstanceUID -eq $uid)[0].PatientID })
        [System.IO.File]::WriteAllLines($gated, [string[]]@('Study Instance UID,Patient ID,NHS Number', "$($studies[0]),$($patients[0]),943 476 5919", "$($studies[1]),$($patients[1]),9000000009"))
        $plan = @(Import-DeidRequest $gated -Project GATED)
        @($plan | Where-Object Reason -eq 'AwaitingClearance').Count | Should -Be 2
        $file = Join-Path $TestDrive 'check.csv'
        Export-DeidOptOutRequest GATED $file -WhatIf | Should -BeNullOrEmpty
        (Export-DeidOptOutRequest GATED $file).Numbers | Should -Be 2
        { Export-DeidOptOutRequest GATED (Join-Path $TestDrive 'nowhere/check.csv') -ErrorAction Stop } | Should -Throw -ErrorId 'WriteFailed,DeidPS.Commands.ExportDeidOptOutRequestCommand'
        Get-Content $file | Should -Be 'NHS Number', '9000000009', '9434765919'

        $answer = Join-Path $TestDrive 'answer.csv'
        [System.IO.File]::WriteAllLines($answer, [string[]]@('NHS Number', '9434765919'))
        $null = Import-DeidOptOutResponse $answer -Project GATED
        $done = @(Get-DeidRequest -Project GATED -State Planned | Start-DeidQueue -QuietSec 1)
        $done.Count | Should -Be 1
        (Get-DeidRequest -Project GATED -State Blocked).Reason | Should -Be 'OptOut'
    }
}
