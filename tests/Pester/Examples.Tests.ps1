# Every example of the help of every cmdlet, and every block of README about the archive, the store and lists, runs here as it stands there, each in a
# fresh copy of one world (ExampleWorld.ps1). What an example needs beside that world, and what its text says that comes out, is in
# ExampleExpectations.ps1; without an entry there it has to put out something.
# The archive of others is dcmqrscp of the Debian package dcmtk, the database of others PostgreSQL. Where one is missing its examples are skipped, and
# their name says so.
Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
. (Join-Path $PSScriptRoot ExampleExpectations.ps1)
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$postgres = Get-ChildItem /usr/lib/postgresql -Directory -ErrorAction Ignore | Select-Object -Last 1
$archive = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }
$database = if ($postgres) { 'PostgreSQL' } else { 'MISSING: Debian package postgresql' }
$cases = foreach ($cmdlet in Get-Command -Module DeidPS -CommandType Cmdlet) {
    $number = 0
    foreach ($example in (Get-Help $cmdlet.Name -Full).examples.example) {
        $number++
        @{ Name = "$($cmdlet.Name) $number"; Title = $example.title -replace '^-+ Example \d+: (.*?) -+$', '$1'; Code = $example.code; Text = "$($example.remarks.Text)".Trim() }
    }
}

# A block of README goes by the command it begins with. The pipeline of a few studies stands in a sentence.
$readme = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot '../../README.md'))
$blocks = [regex]::Matches($readme, '```powershell\r?\n((Register-DicomNode|Initialize-DeidStore|Test-DeidRequestCsv) [^`]*)```|`((Import-Csv) [^`]*)`') | ForEach-Object {
    @{ Name = "README $($_.Groups[2].Value)$($_.Groups[4].Value)"; Title = 'as it stands there'; Code = $_.Groups[1].Value + ($_.Groups[3].Value -replace '\r?\n', ' ') }
}
$withArchive = @($blocks) + @($cases | Where-Object { $_.Code -match '-Node (sectra|research)|-HostName pacs|Start-DeidQueue' -or $expectations[$_.Name].Needs -eq 'dcmqrscp' })
$withDatabase = @($cases | Where-Object { $expectations[$_.Name].Needs -eq 'PostgreSQL' })
$others = @($cases | Where-Object { $_ -notin $withArchive -and $_ -notin $withDatabase })

Describe 'Examples of the help and of README' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $before = @{}
        foreach ($name in 'DEIDPS_STORE', 'DEIDPS_NODES', 'DEIDPS_MACHINE_NODES', 'SITE_KEY') { $before[$name] = [System.Environment]::GetEnvironmentVariable($name) }
        . (Join-Path $PSScriptRoot ExampleHost.ps1)
        . (Join-Path $PSScriptRoot ExampleExpectations.ps1)
        $template = Join-Path $TestDrive template
        $null = [System.IO.Directory]::CreateDirectory($template)
        . (Join-Path $PSScriptRoot ExampleWorld.ps1)
        $dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        if ($dcmqrscp) { . (Join-Path $PSScriptRoot ExampleArchive.ps1) }
        $postgres = Get-ChildItem /usr/lib/postgresql -Directory -ErrorAction Ignore | Select-Object -Last 1 | ForEach-Object { Join-Path $_.FullName bin }
        if ($postgres) { . (Join-Path $PSScriptRoot ExampleDatabase.ps1) }
        $exampleHost = [ExampleHost]::new()
        $runspace = New-ExampleRunspace $exampleHost (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $worlds = 0
    }

    BeforeEach {
        $worlds++
        $world = Join-Path $TestDrive "world$worlds"
        Copy-ExampleWorld $template $world
    }

    AfterEach {
        $null = Invoke-ExampleScript $runspace 'Get-DicomReceiver | Stop-DicomReceiver -GraceSec 0; Get-Job | Remove-Job -Force'
        [System.IO.Directory]::Delete($world, $true)
    }

    AfterAll {
        if ($archiveProcess) { $archiveProcess.Kill($true); $archiveProcess.Dispose() }
        if ($stopDatabase) { Invoke-ExampleShell $stopDatabase }
        if ($runspace) { $runspace.Dispose() }
        foreach ($name in $before.Keys) { [System.Environment]::SetEnvironmentVariable($name, $before[$name]) }
    }

    It '<Name>: <Title>' -ForEach $others { Test-Example $Name $Code }
    It "<Name>: <Title> ($archive)" -ForEach $withArchive -Skip:(-not $dcmqrscp) { Test-Example $Name $Code }
    It "<Name>: <Title> ($database)" -ForEach $withDatabase -Skip:(-not $postgres) { Test-Example $Name $Code }

    It 'says in each what it is for and what comes out, and shows different uses' -ForEach @{ All = $cases } {
        foreach ($case in $All) {
            $case.Title | Should -MatchExactly '^[A-Z].*[^.]$' -Because $case.Name
            $case.Text | Should -MatchExactly '^[A-Z(0-9].*\.$' -Because $case.Name
        }
        ($All | Group-Object { "$(($_.Name -split ' ')[0]): $($_.Code)" } | Where-Object Count -gt 1).Group.Name | Should -BeNullOrEmpty
    }

    It 'has nothing left over among the expectations' -ForEach @{ Known = @($cases.Name) + @($blocks.Name) } {
        $expectations.Keys | Where-Object { $_ -notin $Known } | Should -BeNullOrEmpty
    }
}
