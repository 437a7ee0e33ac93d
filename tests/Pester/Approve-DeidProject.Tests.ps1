Describe 'Approve-DeidProject' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $null = Initialize-DeidStore $root -KeyPath $key -MinimumFreeGB 0 -PilotPerModality 1
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        foreach ($seed in 1, 2) {
            $in = Join-Path $TestDrive "in$seed"
            $null = New-DicomSample $in -Modality CT -Seed $seed
            $null = Import-DicomStudy $in -Recurse -Project LUNG -Subject "S$seed" -Session "S${seed}_1" -Store $root
        }
        $entries = @(Get-DeidPrearchive -Store $root)
        $say = @{ By = 'J. Doe'; Reason = 'looked at'; Store = $root; ErrorAction = 'Stop' }
    }

    It 'needs something to review' {
        { Approve-DeidProject LUNG @say } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.ApproveDeidProjectCommand'
    }

    It 'is what a second study waits for' {
        $null = Move-ToProject $entries[0].Id -Store $root
        { Move-ToProject $entries[1].Id -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.MoveToProjectCommand'
        (Test-DeidArchive $entries[1].Id -Store $root).Codes | Should -Be 'Pilot'
        (Get-DeidProject LUNG -Store $root).IsPilot | Should -BeTrue
    }

    It 'changes nothing in a trial' {
        Approve-DeidProject LUNG @say -WhatIf | Should -BeNullOrEmpty
        (Get-DeidProject LUNG -Store $root).IsPilot | Should -BeTrue
    }

    It 'ends the pilot' {
        $approval = Get-DeidProject LUNG -Store $root | Approve-DeidProject @say
        $approval.By | Should -Be 'J. Doe'
        $approval.Policies.Count | Should -Be 2
        (Get-DeidProject LUNG -Store $root).ApprovedBy | Should -Be 'J. Doe'
        (Move-ToProject $entries[1].Id -Store $root).Status | Should -Be 'Archived'
    }
}
