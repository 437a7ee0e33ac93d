BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
}

Describe 'Workflow: a pushed study from the PACS into a project' {
    BeforeAll {
        $in = Join-Path $TestDrive 'in'
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $samples = @(New-DicomSample $in -Modality CT)
        $null = Initialize-DeidStore $root -KeyPath $key -IdleMinutes 0 -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -Store $root
        $receiver = Start-DicomReceiver -Store $root -Port 0 -BindAddress 127.0.0.1
        $sent = @(Send-Dicom $in -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -CallingAE SECTRA -Stamp)

        # The receiver builds an entry some seconds after its association ended; nobody has to ask for it.
        $end = [datetime]::UtcNow.AddMinutes(2)
        do {
            $arrived = @(Get-DeidPrearchive -Store $root)
        } while (@($arrived | Where-Object { $_.State -in 'Receiving', 'Building' }).Count -gt 0 -and [datetime]::UtcNow -lt $end)
    }

    AfterAll {
        $null = $receiver | Stop-DicomReceiver
    }

    Context 'arrival' {
        It 'was answered with success' {
            @($sent | Where-Object Status -ne 'Sent').Count | Should -Be 0
            (Get-DicomReceiver $receiver.Port).Written | Should -Be $samples.Count
        }

        It 'waits unassigned, under the labels that everything is pushed with' {
            $arrived.Count | Should -Be 1
            $arrived[0].Project | Should -BeNullOrEmpty
            $arrived[0].Session | Should -Be 'subj001_sess001'
            $arrived[0].State | Should -Be 'Review'
            $arrived[0].Instances | Should -Be $samples.Count
            $arrived[0].CallingAE | Should -Be 'SECTRA'
        }

        It 'does not go into a project before somebody chose labels' {
            { $arrived | Move-ToProject -Project LUNG -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'ArchiveConflict,DeidPS.Commands.MoveToProjectCommand'
        }
    }

    Context 'the project' {
        BeforeAll {
            $ready = $arrived | Set-DeidPrearchiveLabel -Subject Subj042 -Session Subj042_CT1 -Store $root
            $moved = Get-DeidPrearchive -State Ready -Store $root | Move-ToProject -Project LUNG -Store $root
            $session = Get-DeidSession LUNG -Store $root
            $scans = Join-Path $session.Folder 'scans'
        }

        It 'takes the study under its labels' {
            $ready.State | Should -Be 'Ready'
            $moved.Status | Should -Be 'Archived'
            $session.Session | Should -Be 'Subj042_CT1'
            $session.Instances | Should -Be $samples.Count
        }

        It 'leaves nothing in the prearchive' {
            @(Get-DeidPrearchive -Store $root).Count | Should -Be 0
        }

        It 'applied both policies' {
            "$($session.Policies)" | Should -Match 'site-wide@.+ project-level@'
            @(Get-DicomHeader $scans -Recurse -Tag PatientID | Where-Object Value -ne 'Subj042').Count | Should -Be 0
        }

        It 'holds nothing that identifies' {
            Test-Deidentified $scans -Recurse -Against $in -Quiet | Should -BeTrue
        }

        It 'is on record' {
            Test-DeidAudit -Store $root -Quiet | Should -BeTrue
        }
    }
}
