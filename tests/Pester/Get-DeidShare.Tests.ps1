Describe 'Get-DeidShare' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $in = Join-Path $TestDrive 'in'
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $null = New-DicomSample $in -Modality CT
        $null = Initialize-DeidStore $root -KeyPath $key -IdleMinutes 0 -JoinMinutes 0 -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        $null = New-DeidProject HEART 'Heart' -Store $root
        $receiver = Start-DicomReceiver -Store $root -Port 0 -BindAddress 127.0.0.1
        $null = Send-Dicom $in -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp
        $null = $receiver | Stop-DicomReceiver
        $entry = Get-DeidPrearchive -Store $root | Update-DeidPrearchive -Store $root
        $null = $entry | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $root
        $null = Grant-DeidShare LUNG S1_1 -To HEART -Label Guest -Store $root
    }

    It 'lists a share once, at both ends' {
        (Get-DeidShare LUNG -Store $root).Label | Should -Be 'Guest'
        (Get-DeidShare heart -Store $root).Session | Should -Be 'S1_1'
        @(Get-DeidShare -Store $root).Count | Should -Be 1
        @(Get-DeidProject -Store $root | Get-DeidShare -Store $root).Count | Should -Be 1
    }

    It 'shows the policies that made what is shared' {
        @((Get-DeidShare HEART -Store $root).Policies).Count | Should -Be 2
    }

    It 'knows tombstones' {
        $null = Remove-DeidSession LUNG S1_1 -Everywhere -Reason 'test' -Confirm:$false -Store $root
        (Get-DeidShare HEART -Store $root).State | Should -Be 'Tombstone'
        (Get-DeidShare HEART -Store $root).Session | Should -BeNullOrEmpty
    }
}
