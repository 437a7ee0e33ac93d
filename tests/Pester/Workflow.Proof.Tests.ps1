BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
}

Describe 'Workflow: from originals to a release that is proved' {
    BeforeAll {
        $in = Join-Path $TestDrive 'in'
        $out = Join-Path $TestDrive 'out'
        $key = Join-Path $TestDrive 'site.key'
        $runReport = Join-Path $TestDrive 'run.csv'
        $page = Join-Path $TestDrive 'report.html'
        $null = New-DeidKey $key
        $null = New-DicomSample $in -Seed 12
        $results = @(Invoke-Anonymise $in -Recurse -Destination $out -Policy site-wide -KeyPath $key -Report $runReport)
        $rules = 'PatientName', 'PersonName', 'PatientId', 'OrderNumber', 'Date', 'BirthDate', 'Uid', 'Institution', 'Address', 'Telephone'
    }

    Context 'before' {
        It 'finds the patients in the originals' {
            $found = @(Test-Deidentified $in -Recurse -Against $in | Where-Object Confidence -eq 'Certain')
            @($found | Where-Object { $_.Rule -in $rules }).Count | Should -BeGreaterThan 100
        }
    }

    Context 'after site-wide' {
        BeforeAll {
            $findings = @(Test-Deidentified $out -Recurse -Against $in)
        }

        It 'finds nobody' {
            @($findings | Where-Object { $_.Rule -in $rules }).Count | Should -Be 0
        }

        It 'finds no broken reference and no value of a wrong form' {
            @($findings | Where-Object { $_.Rule -in 'BrokenReference', 'ValueForm', 'FileMeta' }).Count | Should -Be 0
        }

        It 'held back what nobody could judge, each with its reason' {
            $held = @($results | Where-Object Status -eq 'Quarantined')
            $held.Count | Should -BeGreaterThan 0
            foreach ($result in $held) {
                [System.IO.File]::Exists($result.QuarantinePath) | Should -BeTrue
                [System.IO.File]::Exists([System.IO.Path]::ChangeExtension($result.QuarantinePath, '.json')) | Should -BeTrue
            }
        }

        It 'is a name away from being refused' {
            $spoilt = Join-Path $TestDrive 'spoilt'
            $null = [System.IO.Directory]::CreateDirectory($spoilt)
            $source = @($results | Where-Object Status -eq 'Written')[0]
            $family = @(Get-DicomHeader $source.Source -Tag PatientName)[0].Value.Split('^')[0]
            [System.IO.File]::Copy($source.Destination, (Join-Path $spoilt "$family.dcm"))
            Test-Deidentified $spoilt -Against $in -Quiet | Should -BeFalse
        }
    }

    Context 'the report' {
        BeforeAll {
            $null = Get-DeidReport -Path $out -Against $in -RunReport $runReport -Destination $page
            $html = [System.IO.File]::ReadAllText($page)
        }

        It 'is one page that loads nothing' {
            $html | Should -Match '<html'
            $html | Should -Not -Match '(src|href)="https?:'
        }

        It 'names policy and edition' {
            $html | Should -Match 'site-wide@'
            $html | Should -Match 'PS3.15 2026d'
        }

        It 'shows a picture of a series' {
            $html | Should -Match 'data:image/png;base64,'
        }

        It 'names no patient' {
            foreach ($row in Get-DicomHeader $in -Recurse -Tag PatientName, PatientID) {
                if ($row.Value) {
                    $html.Contains($row.Value) | Should -BeFalse
                }
            }
        }
    }
}
