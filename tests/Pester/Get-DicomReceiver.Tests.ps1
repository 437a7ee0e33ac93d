Describe 'Get-DicomReceiver' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
    }

    It 'lists what listens, by port' {
        $receiver = Start-DicomReceiver (Join-Path $TestDrive 'out') -Port 0 -BindAddress 127.0.0.1 -Policy site-wide -KeyPath $key
        (Get-DicomReceiver $receiver.Port).Destination | Should -Be (Join-Path $TestDrive 'out')
        $receiver | Stop-DicomReceiver
        @(Get-DicomReceiver $receiver.Port).Count | Should -Be 0
    }
}
