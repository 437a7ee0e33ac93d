Describe 'Send-Dicom' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $in = Join-Path $TestDrive 'in'
        $samples = @(New-DicomSample $in)
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $receiver = Start-DicomReceiver (Join-Path $TestDrive 'out') -Port 0 -BindAddress 127.0.0.1 -Policy site-wide -KeyPath $key -MinimumFreeGB 0
        $node = @{ HostName = '127.0.0.1'; Port = $receiver.Port; CalledAE = 'DEIDPS' }
    }

    AfterAll {
        $null = $receiver | Stop-DicomReceiver
    }

    It 'sends nothing in a trial' {
        $results = @(Send-Dicom $in -Recurse @node -WhatIf)
        $results.Count | Should -Be $samples.Count
        $results[0].Status | Should -Be 'Skipped'
        $receiver.Written | Should -Be 0
    }

    It 'gives one result for each file, and the node has them' {
        $results = @(Send-Dicom $in -Recurse @node)
        $results.Count | Should -Be $samples.Count
        @($results | Where-Object Status -ne 'Sent').Count | Should -Be 0
        $receiver.Written + $receiver.Quarantined | Should -Be $samples.Count
    }

    It 'sends only what a report does not know yet' {
        $report = Join-Path $TestDrive 'sent.csv'
        $first = @(Get-ChildItem $in -Recurse -File | Select-Object -First 2 | Send-Dicom @node -Report $report)
        @($first | Where-Object Status -eq 'Sent').Count | Should -Be 2
        $second = @(Send-Dicom $in -Recurse @node -Report $report)
        @($second | Where-Object Reason -eq 'AlreadySent').Count | Should -Be 2
        @($second | Where-Object Status -eq 'Sent').Count | Should -Be ($samples.Count - 2)
        @(Send-Dicom $in -Recurse @node -Report $report -Force | Where-Object Status -eq 'Sent').Count | Should -Be $samples.Count
    }

    It 'refuses a file that is no report' {
        $other = Join-Path $TestDrive 'other.csv'
        Set-Content $other 'Accession Number'
        { Send-Dicom $in -Recurse @node -Report $other -ErrorAction Stop } | Should -Throw -ErrorId 'CsvInvalid,DeidPS.Commands.SendDicomCommand'
    }

    It 'tells why a node cannot be reached, and its results can be piped back in' {
        $results = @(Send-Dicom $in -Recurse -HostName 127.0.0.1 -Port 1 -CalledAE NOBODY -RetryCount 0 -ErrorAction SilentlyContinue)
        $results[0].Status | Should -Be 'Failed'
        $results[0].Reason | Should -Be 'NotReached'
        @($results | Send-Dicom @node)[0].Status | Should -Be 'Sent'
    }
}
