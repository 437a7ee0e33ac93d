Describe 'Test-DeidRouting' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $in = Join-Path $TestDrive 'in'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $null = New-DicomSample $in -Modality CT
        $null = Initialize-DeidStore $root -KeyPath $key
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
    }

    It 'says that nothing names a project' {
        $routing = @(Test-DeidRouting $in -Recurse -Store $root)[0]
        $routing.Project | Should -BeNullOrEmpty
        $routing.Reason | Should -Be 'NotGiven'
    }

    It 'follows the rules of the store and shows each of them' {
        Set-Content (Join-Path $TestDrive 'rules.txt') '(0008,0060):CT:0 t:CT r:LUNG'
        $null = Import-DeidRoutingRule (Join-Path $TestDrive 'rules.txt') Project -Store $root
        $routing = @(Test-DeidRouting $in -Recurse -Store $root)[0]
        $routing.Project | Should -Be 'LUNG'
        $routing.Steps[0].Outcome | Should -Be 'Used'
        $routing.Steps[0].Rule | Should -Be '(0008,0060):CT:0 t:CT r:LUNG'
    }

    It 'masks what was found for those who may not see identifiers' {
        $routing = @(Get-ChildItem $in -Recurse -File | Test-DeidRouting -Store $root)[0]
        $routing.Steps[0].Value | Should -Be 'C***'
    }

    It 'takes in nothing' {
        Get-DeidPrearchive -Store $root | Should -BeNullOrEmpty
    }

    It 'says what is no object' {
        Set-Content (Join-Path $TestDrive 'text.dcm') 'no object'
        { Test-DeidRouting (Join-Path $TestDrive 'text.dcm') -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'NotDicom,DeidPS.Commands.TestDeidRoutingCommand'
    }
}
