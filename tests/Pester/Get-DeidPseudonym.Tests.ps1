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

    It 'refuses another key' {
        $other = Join-Path $TestDrive 'other.key'
        $null = New-DeidKey $other
        { Get-DeidPseudonym $map -KeyPath $other -ErrorAction Stop } | Should -Throw -ErrorId 'MapConflict,DeidPS.Commands.GetDeidPseudonymCommand'
    }
}
