# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')

    # Ports that were free a moment ago.
    function Get-FreePort {
        $socket = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $socket.Start()
        $port = $socket.LocalEndpoint.Port
        $socket.Stop()
        $port
    }

    $key = Join-Path $TestDrive 'site.key'
    $null = New-DeidKey $key
    $source = Join-Path $TestDrive 'source'
    $samples = @(New-DicomSample $source -Modality CT)
    $policy = @{ Policy = 'site-wide'; KeyPath = $key }
}

Describe 'From files to a receiver' {
    BeforeAll {
        $receiver = Start-DicomReceiver (Join-Path $TestDrive 'arrived') -Port 0 -BindAddress 127.0.0.1 -MinimumFreeGB 0 @policy
        $node = @{ HostName = '127.0.0.1'; Port = $receiver.Port; CalledAE = 'DEIDPS' }
        $report = Join-Path $TestDrive 'sent.csv'
    }

    AfterAll {
        $null = $receiver | Stop-DicomReceiver
    }

    It 'answers before anything is sent' {
        (Test-DicomNode @node -SkipMove | Where-Object Step -eq 'Echo').Status | Should -Be 'Passed'
    }

    It 'sends every file and says what went' {
        $results = @(Send-Dicom $source -Recurse @node -Report $report)
        $results.Count | Should -Be $samples.Count
        @($results | Where-Object Status -eq 'Sent').Count | Should -Be $samples.Count
        $receiver.Written + $receiver.Quarantined | Should -Be $samples.Count
    }

    It 'sends nothing twice' {
        @(Send-Dicom $source -Recurse @node -Report $report | Where-Object Reason -eq 'AlreadySent').Count | Should -Be $samples.Count
    }

    It 'leaves no patient in what arrived or in the report' {
        $names = @(Get-ChildItem (Join-Path $TestDrive 'arrived') -Recurse -File)
        $names.Count | Should -BeGreaterThan 0
        foreach ($file in $names) {
            (Get-DicomHeader -LiteralPath $file.FullName -Tag PatientID).Value | Should -Not -BeIn @($samples.PatientID)
        }

        # Paths are the user's own; nothing of the images stands beside them.
        $text = (Get-Content $report -Raw).Replace($source, '')
        foreach ($sample in $samples) {
            $text | Should -Not -Match ([regex]::Escape($sample.SOPInstanceUID))
            $text | Should -Not -Match ([regex]::Escape($sample.PatientName))
        }
    }
}

Describe "Query, retrieve, de-identify, send on, receive ($needs)" {
    BeforeAll {
        $program = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        if ($program) {
            $port = Get-FreePort
            $own = Get-FreePort
            $storage = Join-Path $TestDrive 'archive'
            $null = [System.IO.Directory]::CreateDirectory($storage)
            $configuration = Join-Path $TestDrive 'dcmqrscp.cfg'
            [System.IO.File]::WriteAllText($configuration, "MaxPDUSize = 131072`nMaxAssociations = 16`nHostTable BEGIN`ndeidps = (DEIDPS, 127.0.0.1, $own)`nHostTable END`nVendorTable BEGIN`nVendorTable END`nAETable BEGIN`nARCHIVE $storage RW (500, 1024mb) ANY`nAETable END`n")
            $start = [System.Diagnostics.ProcessStartInfo]::new($program.Source)
            foreach ($argument in '-c', $configuration, "$port") { $start.ArgumentList.Add($argument) }
            $start.Environment['TCP_NODELAY'] = '1'
            $archiveProcess = [System.Diagnostics.Process]::Start($start)
            $archive = @{ HostName = '127.0.0.1'; Port = $port; CalledAE = 'ARCHIVE' }
            for ($try = 0; $try -lt 300 -and (Test-DicomNode @archive -SkipMove | Where-Object Step -eq 'TCP').Status -ne 'Passed'; $try++) {
                Start-Sleep -Milliseconds 100
            }

            $filled = @(Send-Dicom $source -Recurse @archive)
            $study = $samples[0].StudyInstanceUID
            $clean = Join-Path $TestDrive 'clean'
        }
    }

    AfterAll {
        if ($archiveProcess) {
            $archiveProcess.Kill($true)
            $archiveProcess.Dispose()
        }
    }

    It 'fills the archive' -Skip:(-not $dcmqrscp) {
        @($filled | Where-Object Status -ne 'Sent').Count | Should -Be 0
    }

    It 'finds that the archive reaches us' -Skip:(-not $dcmqrscp) {
        $steps = @(Test-DicomNode @archive -ReceiverPort $own -StudyInstanceUID $study)
        ($steps | Where-Object Step -eq 'Query StudyRoot').Status | Should -Be 'Passed'
        ($steps | Where-Object Step -eq 'Move to self').Status | Should -Be 'Passed'
    }

    It 'finds a destination that the archive does not know' -Skip:(-not $dcmqrscp) {
        $step = Test-DicomNode @archive -ReceiverPort $own -MoveDestination NOBODY -StudyInstanceUID $study | Where-Object Step -eq 'Move to self'
        $step.Status | Should -Be 'Failed'
        $step.Remedy | Should -BeLike '*-MoveDestination*'
    }

    It 'finds the studies' -Skip:(-not $dcmqrscp) {
        $found = @(Invoke-DicomQuery @archive -PatientId $samples[0].PatientID)
        @($found.StudyInstanceUID) | Should -Contain $study
    }

    It 'retrieves a study whole by <_> and leaves nothing identified' -ForEach 'Move', 'Get' -Skip:(-not $dcmqrscp) {
        $out = Join-Path $TestDrive "clean-$_"
        $expected = @($samples | Where-Object StudyInstanceUID -eq $study).Count
        $results = @(Invoke-DicomQuery @archive -StudyInstanceUID $study | Receive-DicomStudy -RetrieveMethod $_ -ReceiverPort $own | Invoke-Anonymise -Destination $out @policy)
        $results.Count | Should -Be $expected
        @($results | Where-Object Status -eq 'Written').Count | Should -Be $expected
        foreach ($result in $results) {
            (Get-DicomHeader -LiteralPath $result.Destination -Tag PatientID).Value | Should -Not -BeIn @($samples.PatientID)
        }
    }

    It 'sends on what was de-identified, and the next in line takes it' -Skip:(-not $dcmqrscp) {
        $research = Start-DicomReceiver (Join-Path $TestDrive 'research') -Port 0 -BindAddress 127.0.0.1 -MinimumFreeGB 0 -Policy project-level -KeyPath $key -Variable @{ project = 'LUNG'; subject = 'subj001'; session = 'subj001_sess001' }
        try {
            $sent = @(Get-ChildItem (Join-Path $TestDrive 'clean-Move') -Recurse -File | Send-Dicom -HostName 127.0.0.1 -Port $research.Port -CalledAE DEIDPS)
            @($sent | Where-Object Status -eq 'Sent').Count | Should -Be $sent.Count
            $research.Written | Should -Be $sent.Count
        }
        finally {
            $null = $research | Stop-DicomReceiver
        }

        $copy = @(Get-ChildItem (Join-Path $TestDrive 'research') -Recurse -File)[0]
        (Get-DicomHeader -LiteralPath $copy.FullName -Tag PatientID).Value | Should -Be 'subj001'
    }
}
