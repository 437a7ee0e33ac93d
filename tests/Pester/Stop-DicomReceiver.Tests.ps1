Describe 'Stop-DicomReceiver' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
    }

    It 'stops nothing in a trial, and then what it is told to' {
        $receiver = Start-DicomReceiver (Join-Path $TestDrive 'out') -Port 0 -BindAddress 127.0.0.1 -Policy site-wide -KeyPath $key
        Stop-DicomReceiver $receiver.Port -WhatIf | Should -BeNullOrEmpty
        $receiver.State | Should -Be 'Running'
        (Stop-DicomReceiver $receiver.Port -GraceSec 1).State | Should -Be 'Stopped'
    }
}
