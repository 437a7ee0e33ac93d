Describe 'Initialize-DeidStore' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $root = Join-Path $TestDrive 'store'
        $store = Initialize-DeidStore $root -KeyPath $key -IdleMinutes 1
    }

    It 'makes the folders' {
        foreach ($folder in 'config', 'db', 'identified', 'prearchive', 'archive', 'audit') {
            [System.IO.Directory]::Exists((Join-Path $root $folder)) | Should -BeTrue
        }
    }

    It 'puts out the settings' {
        $store.Policy | Should -Be 'site-wide'
        $store.KeyPath | Should -Be $key
        $store.IdleMinutes | Should -Be 1
    }

    It 'makes the account an administrator' {
        $store.Roles | Should -Be 'Administrator'
    }

    It 'leaves a store that is there' {
        { Initialize-DeidStore $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemExists,DeidPS.Commands.InitializeDeidStoreCommand'
    }

    It 'keeps no password' {
        { Initialize-DeidStore (Join-Path $TestDrive 'secret') -Catalog 'Host=db;Password=x' -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.InitializeDeidStoreCommand'
    }

    It 'makes nothing in a trial' {
        Initialize-DeidStore (Join-Path $TestDrive 'trial') -WhatIf | Should -BeNullOrEmpty
        [System.IO.Directory]::Exists((Join-Path $TestDrive 'trial')) | Should -BeFalse
    }
}
