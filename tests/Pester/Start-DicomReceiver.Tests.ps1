Describe 'Start-DicomReceiver' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
    }

    It 'needs a policy' {
        { Start-DicomReceiver (Join-Path $TestDrive 'out') -Port 0 -ErrorAction Stop } | Should -Throw -ErrorId '*StartDicomReceiverCommand'
    }

    It 'opens nothing in a trial' {
        Start-DicomReceiver (Join-Path $TestDrive 'out') -Port 0 -Policy site-wide -KeyPath $key -WhatIf | Should -BeNullOrEmpty
        @(Get-DicomReceiver | Where-Object Destination -eq (Join-Path $TestDrive 'out')).Count | Should -Be 0
    }

    It 'refuses a rule that is none' {
        { Start-DicomReceiver (Join-Path $TestDrive 'out') -Port 0 -Policy site-wide -KeyPath $key -AllowedPeer 'A@B@C' -ErrorAction Stop } | Should -Throw -ErrorId 'NodeSettingInvalid,DeidPS.Commands.StartDicomReceiverCommand'
    }

    It 'listens until it is stopped' {
        $receiver = Start-DicomReceiver (Join-Path $TestDrive 'out') -Port 0 -BindAddress 127.0.0.1 -Policy site-wide -KeyPath $key
        $receiver.State | Should -Be 'Running'
        { Start-DicomReceiver (Join-Path $TestDrive 'other') -Port $receiver.Port -BindAddress 127.0.0.1 -Policy site-wide -KeyPath $key -ErrorAction Stop } | Should -Throw -ErrorId 'PortInUse,DeidPS.Commands.StartDicomReceiverCommand'
        ($receiver | Stop-DicomReceiver).State | Should -Be 'Stopped'
    }

    It 'takes what comes into a store' {
        $root = Join-Path $TestDrive 'store'
        $null = Initialize-DeidStore $root -KeyPath $key -MinimumFreeGB 0
        $receiver = Start-DicomReceiver -Store $root -Port 0 -BindAddress 127.0.0.1
        $receiver.Destination | Should -Be $root
        ($receiver | Stop-DicomReceiver).State | Should -Be 'Stopped'
    }

    It 'says where there is no store' {
        { Start-DicomReceiver -Store (Join-Path $TestDrive 'none') -Port 0 -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.StartDicomReceiverCommand'
    }

    It 'needs a key for a store' {
        $root = Join-Path $TestDrive 'keyless'
        $null = Initialize-DeidStore $root
        { Start-DicomReceiver -Store $root -Port 0 -ErrorAction Stop } | Should -Throw -ErrorId 'KeyMissing,DeidPS.Commands.StartDicomReceiverCommand'
    }
}
