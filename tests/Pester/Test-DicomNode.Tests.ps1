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

    It 'passes what a receiver offers and tells what it does not' {
        $steps = @(Test-DicomNode -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -ReceiverPort $receiver.Port)
        ($steps | Where-Object Step -eq 'TCP').Status | Should -Be 'Passed'
        ($steps | Where-Object Step -eq 'Echo').Status | Should -Be 'Passed'
        ($steps | Where-Object Step -eq 'Query StudyRoot').Status | Should -Be 'NotOffered'
        ($steps | Where-Object Step -eq 'Storage JPEG 2000').Status | Should -Be 'Passed'
        $storage = $steps | Where-Object Step -eq 'Storage'
        $storage.Status | Should -Be 'Passed'
        @($storage.Offers | Where-Object SOPClassUID -eq '1.2.840.10008.5.1.4.1.1.2').Count | Should -Be 1
        $receiver.Written | Should -Be 0
    }

    It 'says that a receiver listens already' {
        $steps = @(Test-DicomNode -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -ReceiverPort $receiver.Port)
        $own = $steps | Where-Object Step -eq 'Receiver'
        $own.Status | Should -Be 'Passed'
        $own.Detail | Should -BeLike '*listens already*'
    }

    It 'leaves the way back out when asked' {
        @(Test-DicomNode -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -SkipMove | Where-Object Step -in 'Receiver', 'Move to self').Count | Should -Be 0
    }

    It 'names the cause and the remedy, and skips what comes after' {
        $steps = @(Test-DicomNode -HostName 127.0.0.1 -Port $receiver.Port -CalledAE OTHER -SkipMove)
        $association = $steps | Where-Object Step -eq 'Association'
        $association.Status | Should -Be 'Failed'
        $association.Detail | Should -BeLike '*called AE title not recognized*'
        $association.Remedy | Should -BeLike '*-CalledAE*'
        ($steps | Where-Object Step -eq 'Echo').Status | Should -Be 'Skipped'
    }
}
