Describe 'Update-DeidPrearchive' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $in = Join-Path $TestDrive 'in'
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $null = New-DicomSample $in -Modality CT
        $null = Initialize-DeidStore $root -KeyPath $key -IdleMinutes 0 -JoinMinutes 0 -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        $receiver = Start-DicomReceiver -Store $root -Port 0 -BindAddress 127.0.0.1
        $null = Send-Dicom $in -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp
        $null = $receiver | Stop-DicomReceiver
        $entry = Get-DeidPrearchive -Store $root | Update-DeidPrearchive -Store $root
    }

    It 'counts the files' {
        $entry.Instances | Should -BeGreaterThan 0
        $entry.Series | Should -BeGreaterThan 0
    }

    It 'accepts no default label' {
        (Update-DeidPrearchive $entry.Id -Accept DefaultLabel -Reason 'test' -Store $root).State | Should -Be 'Review'
    }

    It 'accepts nothing without a reason' {
        { Update-DeidPrearchive $entry.Id -Accept PixelReview -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.UpdateDeidPrearchiveCommand'
    }
}
