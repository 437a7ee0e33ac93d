Describe 'Get-DeidAudit' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $null = Initialize-DeidStore $root
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        $null = New-DeidProject HEART 'Hearts' -Store $root
    }

    It 'lists what was done, the oldest first' {
        $lines = @(Get-DeidAudit -Store $root)
        $lines[0].Action | Should -Be 'InitializeStore'
        $lines[0].Sequence | Should -Be 1
        $lines.Count | Should -BeGreaterThan 2
    }

    It 'filters' {
        (Get-DeidAudit LUNG -Action createproject -Store $root).Project | Should -Be 'LUNG'
        @(Get-DeidAudit -Mine -Action CreateProject -Store $root).Count | Should -Be 2
        Get-DeidAudit -Actor nobody -Store $root | Should -BeNullOrEmpty
        Get-DeidAudit -Result Denied -Store $root | Should -BeNullOrEmpty
        Get-DeidAudit -Between ([datetime]::Now.AddDays(-2)), ([datetime]::Now.AddDays(-1)) -Store $root | Should -BeNullOrEmpty
    }

    It 'takes projects from the pipeline' {
        @(Get-DeidProject -Store $root | Select-Object @{ n = 'Project'; e = { $_.Id } } | Get-DeidAudit -Action CreateProject -Store $root).Count | Should -Be 2
    }

    It 'says what is not there' {
        { Get-DeidAudit NONE -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.GetDeidAuditCommand'
    }
}
