Describe 'Backup-DeidStore' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
        $copy = Join-Path $TestDrive 'copy'
    }

    It 'does nothing with -WhatIf' {
        Backup-DeidStore $copy -Store $root -WhatIf | Should -BeNullOrEmpty
        [System.IO.Directory]::Exists($copy) | Should -BeFalse
    }

    It 'makes a copy that is a store' {
        $backup = Backup-DeidStore $copy -Store $root
        $backup.Sessions | Should -Be 1
        $backup.Damaged | Should -Be 0
        (Get-DeidSession LUNG -Store $copy).Session | Should -Be 'S1_1'
        Test-DeidStore -Store $copy -Checksum -Quiet | Should -BeTrue
        Test-DeidAudit -Store $copy -KeyPath $key -Quiet | Should -BeTrue
    }

    It 'copies again only what is new, and forgets what was deleted' {
        (Backup-DeidStore $copy -Store $root).Copied | Should -BeLessThan 3
        $null = Remove-DeidSession LUNG S1_1 -Store $root -Reason 'test' -Confirm:$false
        (Backup-DeidStore $copy -Store $root).Sessions | Should -Be 0
        @([System.IO.Directory]::GetFiles($copy, '*.dcm', 'AllDirectories')).Count | Should -Be 0
    }

    It 'refuses a folder that is something else' {
        { Backup-DeidStore $in -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreUnusable,DeidPS.Commands.BackupDeidStoreCommand'
        { Backup-DeidStore (Join-Path $root 'backup') -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.BackupDeidStoreCommand'
    }
}
