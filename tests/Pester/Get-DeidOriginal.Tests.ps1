Describe 'Get-DeidOriginal' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $in = Join-Path $TestDrive 'in'
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $null = New-DicomSample $in -Modality CT
        $source = @(Get-ChildItem $in -Recurse -File)[0].FullName
        $accession = (Get-DicomHeader $source -Tag AccessionNumber).Value
        $null = Initialize-DeidStore $root -KeyPath $key -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        $null = Import-DicomStudy $in -Recurse -Project LUNG -Subject S1 -Session S1_1 -Store $root
    }

    It 'is not for administrators' {
        { Get-DeidOriginal LUNG -Reason test -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'AccessDenied,DeidPS.Commands.GetDeidOriginalCommand'
    }

    It 'shows an administrator who breaks the glass what the study was called' {
        $original = Get-DeidOriginal LUNG S1_1 -Reason test -BreakGlass -Store $root
        $original.Subject | Should -Be 'S1'
        $original.AccessionNumber | Should -Be $accession
    }

    It 'finds a study by what it was called' {
        (Get-DeidOriginal -AccessionNumber $accession -Reason test -BreakGlass -Store $root).Session | Should -Be 'S1_1'
        Get-DeidOriginal -AccessionNumber none -Reason test -BreakGlass -Store $root | Should -BeNullOrEmpty
    }

    It 'has nothing of a project that wants no table' {
        $null = Set-DeidProject LUNG -NoLut -Store $root
        Get-DeidOriginal -Reason test -BreakGlass -Store $root | Should -BeNullOrEmpty
    }

    It 'leaves a trail without a value' {
        $lines = @(Get-DeidAudit -Store $root | Where-Object Action -in BreakGlass, SeeIdentifiers)
        $lines.Count | Should -BeGreaterThan 3
    }
}
