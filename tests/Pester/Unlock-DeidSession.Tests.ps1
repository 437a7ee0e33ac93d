Describe 'Unlock-DeidSession' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
        $null = Lock-DeidSession LUNG S1_1 -Store $root
    }

    It 'unlocks' {
        (Unlock-DeidSession LUNG S1_1 -Store $root).IsLocked | Should -BeFalse
    }

    It 'says what is not there' {
        { Unlock-DeidSession LUNG NONE -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.UnlockDeidSessionCommand'
    }
}
