Describe 'Test-DicomNode' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $receiver = Start-DicomReceiver (Join-Path $TestDrive 'out') -Port 0 -BindAddress 127.0.0.1 -Policy site-wide -KeyPath $key
    }

    AfterAll {
        $null = $receiver | Stop-DicomReceiver
    }

    It 'passes what a receiver offers and fails what it does not' {
        $steps = @(Test-DicomNode -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS)
        ($steps | Where-Object Step -eq 'Echo').Status | Should -Be 'Passed'
        ($steps | Where-Object Step -eq 'Storage').Status | Should -Be 'Passed'
        ($steps | Where-Object Step -eq 'Query StudyRoot').Status | Should -Be 'Failed'
    }

    It 'names the cause and the remedy, and skips what comes after' {
        $steps = @(Test-DicomNode -HostName 127.0.0.1 -Port $receiver.Port -CalledAE OTHER)
        $association = $steps | Where-Object Step -eq 'Association'
        $association.Status | Should -Be 'Failed'
        $association.Detail | Should -BeLike '*called AE title not recognized*'
        $association.Remedy | Should -BeLike '*-CalledAE*'
        ($steps | Where-Object Step -eq 'Echo').Status | Should -Be 'Skipped'
    }
}
