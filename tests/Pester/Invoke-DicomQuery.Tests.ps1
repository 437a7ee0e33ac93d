Describe 'Invoke-DicomQuery' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')

        # A port that was free a moment ago: nothing listens there.
        $socket = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $socket.Start()
        $port = $socket.LocalEndpoint.Port
        $socket.Stop()
        $node = @{ HostName = '127.0.0.1'; Port = $port; CalledAE = 'PACS' }
    }

    It 'refuses a query for everything' {
        { Invoke-DicomQuery @node -ErrorAction Stop } | Should -Throw -ErrorId 'DicomValueInvalid,DeidPS.Commands.InvokeDicomQueryCommand'
    }

    It 'sends it when that is allowed' {
        { Invoke-DicomQuery @node -AllowBroad -ErrorAction Stop } | Should -Throw -ErrorId 'NodeUnreachable,DeidPS.Commands.InvokeDicomQueryCommand'
    }

    It 'takes the columns of a spreadsheet as they are named' {
        { [pscustomobject]@{ 'Accession Number' = 'RJ1'; 'Patient ID' = 'P1'; 'Study Date' = '20240131' } | Invoke-DicomQuery @node -ErrorAction Stop } | Should -Throw -ErrorId 'NodeUnreachable,DeidPS.Commands.InvokeDicomQueryCommand'
    }

    It 'refuses two values in one' {
        { Invoke-DicomQuery @node -AccessionNumber 'A\B' -ErrorAction Stop } | Should -Throw -ErrorId '*InvokeDicomQueryCommand'
    }
}
