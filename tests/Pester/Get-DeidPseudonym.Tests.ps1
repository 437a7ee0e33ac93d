Describe 'Get-DeidPseudonym' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $in = Join-Path $TestDrive 'in'
        $key = Join-Path $TestDrive 'site.key'
        $map = Join-Path $TestDrive 'site.map'
        $null = New-DeidKey $key
        $null = New-DicomSample $in -Modality CT
        $results = @(Invoke-Anonymise $in -Recurse -Destination (Join-Path $TestDrive 'out') -Profile Basic -KeyPath $key -MapPath $map)
        $uid = @(Get-DicomHeader $results[0].Source -Tag SOPInstanceUID)[0].Value
    }

    It 'leads from a pseudonym to the original' {
        (Get-DeidPseudonym $map -KeyPath $key -Pseudonym $results[0].SOPInstanceUID).Original | Should -Be $uid
    }

    It 'takes pseudonyms from the pipeline' {
        @($results[0].SOPInstanceUID | Get-DeidPseudonym $map -KeyPath $key).Count | Should -Be 1
    }

    It 'puts out one kind' {
        @(Get-DeidPseudonym $map -KeyPath $key -Kind Patient | Where-Object Kind -ne 'Patient').Count | Should -Be 0
    }

    It 'says what the original of a patient is' {
        @(Get-DeidPseudonym $map -KeyPath $key -Kind Patient)[0].Original | Should -Match '^id ZZPID\d+$'
    }

    It 'leads back over two levels of policies' {
        $two = Join-Path $TestDrive 'two.map'
        $out = @(Invoke-Anonymise $in -Recurse -Destination (Join-Path $TestDrive 'two') -Policy site-wide, project-level -Variable @{ project = 'LUNG' } -KeyPath $key -MapPath $two)
        $label = @(Get-DicomHeader $out[0].Destination -Tag /PatientID)[0].Value
        $records = @(Get-DeidPseudonym $two -KeyPath $key -Pseudonym $label -Kind Patient)
        $records.Count | Should -Be 2
        $records[0].Pseudonym | Should -Be $label
        $records[1].Original | Should -Match '^id ZZPID\d+$'
    }

    It 'leads back from labels' {
        $given = Join-Path $TestDrive 'given.map'
        $null = Invoke-Anonymise $in -Recurse -Destination (Join-Path $TestDrive 'given') -Policy site-wide, project-level -Variable @{ project = 'LUNG'; subject = 's1'; session = 's1_1' } -KeyPath $key -MapPath $given -WarningAction SilentlyContinue
        $records = @(Get-DeidPseudonym $given -KeyPath $key -Pseudonym s1)
        $records.Count | Should -BeGreaterThan 0
        @($records | Where-Object Original -NotMatch '^id ZZPID\d+$').Count | Should -Be 0
        @(Get-DeidPseudonym $given -KeyPath $key -Pseudonym s1_1 -Kind AccessionNumber)[0].Original | Should -Match '^ZZACC'
    }

    It 'says how many have no record' {
        $none = @(Get-DeidPseudonym $map -KeyPath $key -Pseudonym NOSUCH, $results[0].SOPInstanceUID -WarningVariable told -WarningAction SilentlyContinue)
        $none.Count | Should -Be 1
        "$told" | Should -BeLike '1 of 2 pseudonym(s)*'
    }

    It 'refuses another key' {
        $other = Join-Path $TestDrive 'other.key'
        $null = New-DeidKey $other
        { Get-DeidPseudonym $map -KeyPath $other -ErrorAction Stop } | Should -Throw -ErrorId 'MapConflict,DeidPS.Commands.GetDeidPseudonymCommand'
    }
}
