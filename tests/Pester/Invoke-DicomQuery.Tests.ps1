Describe 'Invoke-DicomQuery' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')

        # A port that was free a moment ago: nothing listens there.
        $socket = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $socket.Start()
        $port = $socket.LocalEndpoint.Port
        $socket.Stop()
        $node = @{ HostName = '127.0.0.1'; Port = $port; CalledAE = 'PACS' }
        $unreachable = 'NodeUnreachable,DeidPS.Commands.InvokeDicomQueryCommand'
        $invalid = 'DicomValueInvalid,DeidPS.Commands.InvokeDicomQueryCommand'
        $range = 'DateRangeInvalid,DeidPS.Commands.InvokeDicomQueryCommand'
    }

    Context 'a vague query' {
        It 'refuses a query for everything' {
            { Invoke-DicomQuery @node -ErrorAction Stop } | Should -Throw -ErrorId $invalid
        }

        It 'refuses wildcards alone' {
            { Invoke-DicomQuery @node -PatientId '*' -PatientName '*^?' -AccessionNumber '?*' -ErrorAction Stop } | Should -Throw -ErrorId $invalid
        }

        It 'refuses a range of dates without an end' {
            { Invoke-DicomQuery @node -From 20240101 -ErrorAction Stop } | Should -Throw -ErrorId $invalid
        }

        It 'refuses a modality alone' {
            { Invoke-DicomQuery @node -Modality CT -ErrorAction Stop } | Should -Throw -ErrorId $invalid
        }

        It 'sends it when that is allowed' {
            { Invoke-DicomQuery @node -AllowBroad -ErrorAction Stop } | Should -Throw -ErrorId $unreachable
        }
    }

    Context 'keys' {
        It 'takes a name with a letter' {
            { Invoke-DicomQuery @node -PatientName 'Smith, J*' -ErrorAction Stop } | Should -Throw -ErrorId $unreachable
        }

        It 'takes a range with two ends' {
            { Invoke-DicomQuery @node -From 20240101 -To 20240131 -ErrorAction Stop } | Should -Throw -ErrorId $unreachable
        }

        It 'refuses a date in two ways' {
            { Invoke-DicomQuery @node -StudyDate 20240101 -To 20240131 -ErrorAction Stop } | Should -Throw -ErrorId $range
        }

        It 'refuses two values in one' {
            { Invoke-DicomQuery @node -AccessionNumber 'A\B' -ErrorAction Stop } | Should -Throw -ErrorId $invalid
        }

        It 'refuses a series where studies are asked for' {
            { Invoke-DicomQuery @node -StudyInstanceUID 1.2.3 -SeriesInstanceUID 1.2.3.4 -ErrorAction Stop } | Should -Throw -ErrorId $invalid
        }

        It 'takes it where series are asked for' {
            { Invoke-DicomQuery @node -StudyInstanceUID 1.2.3 -SeriesInstanceUID 1.2.3.4 -Level Series -ErrorAction Stop } | Should -Throw -ErrorId $unreachable
        }

        It 'refuses a pattern of attributes to return' {
            { Invoke-DicomQuery @node -PatientId P1 -Tag 'Patient*' } | Should -Throw -ErrorId $invalid
        }

        It 'takes keywords of attributes to return' {
            { Invoke-DicomQuery @node -PatientId P1 -Tag ReferringPhysicianName -ErrorAction Stop } | Should -Throw -ErrorId $unreachable
        }

        It 'refuses a prefix with a wildcard' {
            { Invoke-DicomQuery @node -AccessionNumber 1 -AccessionFallback -AccessionPrefix 'RJ*' } | Should -Throw
        }
    }

    Context 'a spreadsheet' {
        It 'takes the columns as they are named' {
            { [pscustomobject]@{ 'Accession Number' = 'RJ1'; 'Patient ID' = 'P1'; 'Study Date' = '20240131' } | Invoke-DicomQuery @node -ErrorAction Stop } | Should -Throw -ErrorId $unreachable
        }

        It 'takes empty cells for no key' {
            { [pscustomobject]@{ 'Accession Number' = 'RJ1'; 'Patient ID' = ''; 'Study Date' = ''; 'Date From' = ''; 'DOB' = ''; 'Last Name' = '' } | Invoke-DicomQuery @node -ErrorAction Stop } | Should -Throw -ErrorId $unreachable
        }

        It 'does not take a row without a key for a query for everything' {
            { [pscustomobject]@{ 'Accession Number' = ''; 'Study Date' = '' } | Invoke-DicomQuery @node -ErrorAction Stop } | Should -Throw -ErrorId $invalid
        }

        It 'goes on after a row that is wrong' {
            $failed = $null
            [pscustomobject]@{ 'Accession Number' = 'A\B' }, [pscustomobject]@{ 'Accession Number' = 'RJ1' } | Invoke-DicomQuery @node -ErrorAction SilentlyContinue -ErrorVariable failed
            $failed.Count | Should -Be 2
            $failed[1].FullyQualifiedErrorId | Should -Be $unreachable
        }
    }
}
