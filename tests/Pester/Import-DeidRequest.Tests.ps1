# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Import-DeidRequest ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'plans a list, and transfers nothing' -Skip:(-not $dcmqrscp) {
        $plan = @(Import-DeidRequest $list -Project LUNG)
        $plan.Count | Should -Be 3
        @($plan | Where-Object State -eq 'Planned').Count | Should -Be 3
        $plan[2].Session | Should -Be 'S3_CT'
        $plan[2].Line | Should -Be 4
        Get-DeidPrearchive | Should -BeNullOrEmpty
    }

    It 'takes files from the pipeline, and says verbosely why something is not fetched' -Skip:(-not $dcmqrscp) {
        $null = New-DeidProject PIPED 'Piped'
        @(Get-Item $list | Import-DeidRequest -Project PIPED).Count | Should -Be 3
        $said = @(Import-DeidRequest $list -Project PIPED -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })
        @($said | Where-Object Message -Match 'line 2: Blocked \(Duplicate, see request ').Count | Should -Be 1
        "$said" | Should -Not -Match ([regex]::Escape($studies[0]))
    }

    It 'finds that everything was requested before' -Skip:(-not $dcmqrscp) {
        $again = @(Import-DeidRequest $list LUNG -Node pacs)
        @($again | Where-Object Reason -eq 'Duplicate').Count | Should -Be 3
    }

    It 'plans what a query finds' -Skip:(-not $dcmqrscp) {
        $null = New-DeidProject OTHER 'Another'
        $plan = @(Invoke-DicomQuery -Node pacs -StudyInstanceUID $studies | Import-DeidRequest -Project OTHER)
        @($plan | Where-Object State -eq 'Planned').Count | Should -Be 3
        $plan[0].Subject | Should -Match '^subj[0-9]{3}$'
    }

    It 'keeps nothing of a trial' -Skip:(-not $dcmqrscp) {
        $null = New-DeidProject TRIAL 'Trial'
        @(Import-DeidRequest $list -Project TRIAL -WhatIf).Count | Should -Be 3
        Get-DeidRequest -Project TRIAL | Should -BeNullOrEmpty
    }

    It 'plans nothing while a row has an error, and names line and remedy but no value' {
        $bad = Join-Path $TestDrive 'bad.csv'
        [System.IO.File]::WriteAllLines($bad, [string[]]@('Accession Number,Study Date,Subject,Session', 'RJ1,2024-13-40,S8,S8_1', 'RJ2,2024-01-04,S9,S9_1'))
        $null = Import-DeidRequest $bad -Project LUNG -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'CsvInvalid,DeidPS.Commands.ImportDeidRequestCommand'
        $failed[0].Exception.Message | Should -Match '^Line 2: '
        $failed[0].Exception.Message | Should -Not -Match '2024-13-40'
        $failed[-1].Exception.Message | Should -Match 'Nothing was planned'
    }

    It 'leaves bad rows out when told, and lists them without values' -Skip:(-not $dcmqrscp) {
        $some = Join-Path $TestDrive 'some.csv'
        [System.IO.File]::WriteAllLines($some, [string[]]@('Accession Number,Study Date,Subject,Session', 'NOBODY1,2024-13-40,S8,S8_1', 'NOBODY2,2024-01-04,S9,S9_1'))
        $plan = @(Import-DeidRequest $some -Project LUNG -SkipInvalid -WarningVariable said -WarningAction SilentlyContinue)
        $plan.Count | Should -Be 1
        $plan[0].Reason | Should -Be 'NotFound'
        $said.Count | Should -Be 1
        $rejected = Get-Content (Join-Path $TestDrive 'some.rejected.csv') -Raw
        $rejected | Should -Match 'DateInvalid'
        $rejected | Should -Not -Match '2024-13-40|NOBODY'
    }

    It 'tells that an archive does not answer' {
        Register-DicomNode away 127.0.0.1 -Port (Get-FreePort) -CalledAE NOBODY
        $one = Join-Path $TestDrive 'one.csv'
        [System.IO.File]::WriteAllLines($one, [string[]]@('Accession Number', 'RJ1'))
        { Import-DeidRequest $one -Project LUNG -Node away -ErrorAction Stop } | Should -Throw -ErrorId 'NodeUnreachable,DeidPS.Commands.ImportDeidRequestCommand'
    }
}
