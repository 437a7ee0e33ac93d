Describe 'Receive-DicomStudy' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')

        # A port that was free a moment ago: nothing listens there.
        $socket = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $socket.Start()
        $port = $socket.LocalEndpoint.Port
        $socket.Stop()
        $node = @{ HostName = '127.0.0.1'; Port = $port; CalledAE = 'PACS'; RetrieveMethod = 'Get' }
    }

    It 'tells why a node cannot be reached' {
        { Receive-DicomStudy @node -StudyInstanceUID 1.2.3 -ErrorAction Stop } | Should -Throw -ErrorId 'NodeUnreachable,DeidPS.Commands.ReceiveDicomStudyCommand'
    }

    It 'gives one result for each study' {
        $results = @('1.2.3', '1.2.4' | ForEach-Object { [pscustomobject]@{ StudyInstanceUID = $_ } } | Receive-DicomStudy @node -ErrorAction SilentlyContinue)
        $results.Count | Should -Be 2
        $results[0].Status | Should -Be 'Failed'
        $results[1].StudyInstanceUID | Should -Be '1.2.4'
    }

    It 'asks nobody in a trial' {
        (Receive-DicomStudy @node -StudyInstanceUID 1.2.3 -WhatIf).Status | Should -Be 'Skipped'
    }

    It 'carries labels through' {
        $result = [pscustomobject]@{ StudyInstanceUID = '1.2.3'; Subject = 'subj001'; Session = 'subj001_sess001' } | Receive-DicomStudy @node -WhatIf
        $result.Subject | Should -Be 'subj001'
        $result.Session | Should -Be 'subj001_sess001'
    }
}
