Describe 'Move-ToProject' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'WaitingStudy.ps1')
    }

    It 'refuses a label that nobody chose' {
        { $entry | Move-ToProject -Project LUNG -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'ArchiveConflict,DeidPS.Commands.MoveToProjectCommand'
    }

    It 'shows what it would do' {
        $preview = Move-ToProject $entry.Id -Project LUNG -Subject S1 -Session S1_1 -Preview -Store $root
        $preview.Status | Should -Be 'Preview'
        $preview.Instances | Should -Be $entry.Instances
        @(Get-DeidSession LUNG -Store $root).Count | Should -Be 0
    }

    It 'gives the result and does nothing in a trial' {
        (Move-ToProject $entry.Id -Project LUNG -Subject S1 -Session S1_1 -WhatIf -Store $root).Status | Should -Be 'Preview'
        @(Get-DeidPrearchive -Store $root).Count | Should -Be 1
    }

    It 'overrides no rule without a reason' {
        { Move-ToProject $entry.Id -Project LUNG -Force -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.MoveToProjectCommand'
    }

    It 'archives' {
        $result = $entry | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $root
        $result.Status | Should -Be 'Archived'
        $result.Archived | Should -Be $entry.Instances
        @(Get-DeidPrearchive -Store $root).Count | Should -Be 0
    }

    It 'says what to do with what is archived already' {
        $null = Import-DicomStudy $in -Recurse -Project LUNG -Subject S1 -Session S1_1 -Store $root
        $result = Get-DeidPrearchive -Store $root | Move-ToProject -Append -Store $root
        $result.Status | Should -Be 'Duplicate'
        $result.Message | Should -Match 'Remove-DeidPrearchive'
        (Get-DeidPrearchive -Store $root).Message | Should -Match '^C0[12]: the session is archived already'
        Get-DeidPrearchive -Store $root | Remove-DeidPrearchive -Store $root -Confirm:$false
    }

    It 'has no preview of copies: taking them is a change' {
        $copies = @(Invoke-Anonymise $in -Recurse -Destination (Join-Path $TestDrive 'copies') -Policy site-wide -KeyPath $key)
        $copies.Count | Should -Be $samples.Count
        { $copies | Move-ToProject -Project LUNG -Preview -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.MoveToProjectCommand'
        { $copies | Move-ToProject -Project LUNG -AsJob -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.MoveToProjectCommand'
        $copies | Move-ToProject -Project LUNG -WhatIf -Store $root | Should -BeNullOrEmpty
        @(Get-DeidPrearchive -Store $root).Count | Should -Be 0
    }

    It 'takes copies without labels under pseudonyms' {
        $null = New-DeidProject OTHER 'Another' -Store $root
        $copies = @(Invoke-Anonymise $in -Recurse -Destination (Join-Path $TestDrive 'others') -Policy site-wide -KeyPath $key)
        ($copies | Move-ToProject -Project OTHER -Store $root).Status | Should -Be 'Archived'
        (Get-DeidSession OTHER -Store $root).Instances | Should -Be $samples.Count
    }

    Context 'a second study' {
        BeforeAll {
            $second = Join-Path $TestDrive 'second'
            $null = New-DicomSample $second -Modality CT -Seed 7
            $receiver = Start-DicomReceiver -Store $root -Port 0 -BindAddress 127.0.0.1
            $null = Send-Dicom $second -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp
            $null = $receiver | Stop-DicomReceiver
            $entry = Get-DeidPrearchive -Store $root | Update-DeidPrearchive -Store $root
        }

        It 'does not take the label of another' {
            { $entry | Move-ToProject -Project LUNG -Subject S2 -Session S1_1 -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'ArchiveConflict,DeidPS.Commands.MoveToProjectCommand'
        }

        It 'takes the next free label, in the background' {
            $job = $entry | Move-ToProject -Project LUNG -Subject S2 -Session S1_1 -NewLabel -AsJob -Store $root
            $result = $job | Wait-Job | Receive-Job
            $job.State | Should -Be 'Completed'
            $job | Remove-Job
            $result.Status | Should -Be 'Archived'
            $result.Session | Should -Be 'S1_1-2'
            @(Get-DeidSession LUNG -Store $root).Session | Should -Be 'S1_1', 'S1_1-2'
        }

        It 'tells errors of a job as those of a pipeline' {
            $job = Move-ToProject nothing -Project LUNG -AsJob -Store $root
            $null = $job | Wait-Job
            @($job.Error)[0].FullyQualifiedErrorId | Should -Be 'StoreItemNotFound'
            $job | Remove-Job
        }
    }
}
