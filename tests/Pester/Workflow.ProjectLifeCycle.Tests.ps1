BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
}

# One block: what a block makes in TestDrive goes with it, and one step stands on the other here.
Describe 'Workflow: the life of a project' {
    BeforeAll {
        $root = Join-Path $TestDrive 'store'
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $null = Initialize-DeidStore $root -KeyPath $key -IdleMinutes 0 -MinimumFreeGB 0
        $null = New-DeidProject LUNG 'Lung nodules' -RetentionEnd ([datetime]::Today.AddDays(-1)) -Store $root
        $null = New-DeidProject HEART 'Heart and lung' -Store $root
        $null = Grant-DeidAccess LUNG jdoe -Role Member -Store $root

        # Two patients, pushed one after the other, so that the order of arrival tells them apart.
        foreach ($n in 1, 2) {
            $in = Join-Path $TestDrive "in$n"
            $null = New-DicomSample $in -Modality CT -Seed $n
            $receiver = Start-DicomReceiver -Store $root -Port 0 -BindAddress 127.0.0.1
            $null = Send-Dicom $in -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -Stamp
            $null = $receiver | Stop-DicomReceiver
            $entry = Get-DeidPrearchive -Store $root | Update-DeidPrearchive -Store $root
            $null = $entry | Move-ToProject -Project LUNG -Subject "S$n" -Session "S${n}_1" -Store $root
        }

        $files = @([System.IO.Directory]::GetFiles((Join-Path $root 'archive'), '*.dcm', 'AllDirectories')).Count
    }

    It 'gives people roles' {
        (Get-DeidAccess LUNG -Store $root | Where-Object Identity -eq 'jdoe').Role | Should -Be 'Member'
    }

    It 'shares: shows the session in the other project, read-only, with its folder' {
        $null = Get-DeidSession LUNG S1_1 -Store $root | Grant-DeidShare -To HEART -Label Guest_1 -Store $root
        $seen = Get-DeidSession HEART -Store $root
        $seen.SharedFrom | Should -Be 'LUNG'
        $seen.Folder | Should -Be (Get-DeidSession LUNG S1_1 -Store $root).Folder
        { $seen | Remove-DeidSession -Reason 'test' -Confirm:$false -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'AccessDenied,DeidPS.Commands.RemoveDeidSessionCommand'
    }

    It 'refuses the subject of a session that is only shared' {
        { Get-DeidSession HEART -Store $root | Remove-DeidSubject -Reason 'test' -Force -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RemoveDeidSubjectCommand'
    }

    It 'ends a share' {
        (Get-DeidShare HEART -Store $root | Revoke-DeidShare -Store $root).State | Should -Be 'Ended'
        @(Get-DeidSession HEART -Store $root).Count | Should -Be 0
    }

    It 'keeps a locked session from being deleted' {
        $null = Lock-DeidSession LUNG S1_1 -Store $root
        { Remove-DeidSession LUNG S1_1 -Reason 'test' -Confirm:$false -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RemoveDeidSessionCommand'
        $null = Unlock-DeidSession LUNG S1_1 -Store $root
    }

    It 'keeps a quarantined session from being shared or copied' {
        $null = Set-DeidQuarantine LUNG S1_1 -Reason 'doubt' -Store $root
        { Grant-DeidShare LUNG S1_1 -To HEART -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.GrantDeidShareCommand'
        { Copy-DeidSession LUNG S1_1 -To HEART -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.CopyDeidSessionCommand'
        $null = Set-DeidQuarantine LUNG S1_1 -Release -Reason 'no doubt' -Store $root
    }

    It 'copies: gives the other project a session of its own' {
        $copies = @(Get-DeidSession LUNG -Store $root | Copy-DeidSession -To HEART -Store $root)
        @($copies | Where-Object Status -eq 'Archived').Count | Should -Be 2
        @(Get-DeidSession HEART -Store $root | Where-Object SharedFrom).Count | Should -Be 0
        @(Get-DeidSession HEART -Store $root | Where-Object Subject -in 'S1', 'S2').Count | Should -Be 0
        @([System.IO.Directory]::GetFiles((Join-Path $root 'archive'), '*.dcm', 'AllDirectories')).Count | Should -Be (2 * $files)
    }

    It 'holds nothing that identifies in the copies' {
        foreach ($session in Get-DeidSession HEART -Store $root) {
            $scans = Join-Path $session.Folder 'scans'
            Test-Deidentified $scans -Recurse -Against (Join-Path $TestDrive 'in1') -Quiet | Should -BeTrue
            Test-Deidentified $scans -Recurse -Against (Join-Path $TestDrive 'in2') -Quiet | Should -BeTrue
        }
    }

    It 'is due at its end' {
        (Get-DeidRetention -Store $root).Project | Should -Be 'LUNG'
    }

    It 'deletes a subject, and its sessions only' {
        (Remove-DeidSubject LUNG S1 -Reason 'consent withdrawn' -Force -Store $root).Sessions | Should -Be 1
        (Get-DeidSession LUNG -Store $root).Session | Should -Be 'S2_1'
    }

    It 'deletes the project, where sessions are shared everywhere, with a certificate' {
        $null = Grant-DeidShare LUNG S2_1 -To HEART -Label Guest_2 -Store $root
        { Get-DeidRetention -Store $root | Remove-DeidProject -Reason 'retention ended' -Force -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RemoveDeidProjectCommand'
        $certificate = Get-DeidRetention -Store $root | Remove-DeidProject -Everywhere -Reason 'retention ended' -Force -Store $root
        $certificate.Sessions | Should -Be 1
        @(Get-DeidCertificate LUNG -Store $root).Count | Should -Be 2
        (Get-DeidShare HEART -Store $root | Where-Object Label -eq 'Guest_2').State | Should -Be 'Tombstone'
    }

    It 'leaves the copies, and nothing else' {
        @(Get-DeidProject -Store $root).Id | Should -Be 'HEART'
        @(Get-DeidSession HEART -Store $root).Count | Should -Be 2
        @([System.IO.Directory]::GetFiles((Join-Path $root 'archive'), '*.dcm', 'AllDirectories')).Count | Should -Be $files
        @([System.IO.Directory]::GetFiles((Join-Path $root 'identified'), '*.held', 'AllDirectories')).Count | Should -Be 0
    }

    It 'is on record, whole' {
        Test-DeidAudit -Store $root -Quiet | Should -BeTrue
    }
}
