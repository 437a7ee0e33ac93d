BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
}

Describe 'The first run' {
    BeforeAll {
        $root = Join-Path $TestDrive 'first'
        $source = Join-Path $root 'sample'
        $clean = Join-Path $root 'clean'
        $samples = @(New-DicomSample -Destination $source -Seed 9)
        $variable = @{ project = 'LUNG'; subject = 'subj001'; session = 'subj001_sess001' }
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
    }

    Context 'from sample to project' {
        BeforeAll {
            $results = @(Invoke-Anonymise -Path $source -Recurse -Destination $clean -Policy 'site-wide', 'project-level' -Variable $variable -KeyPath $key -WarningAction SilentlyContinue)
            $written = @($results | Where-Object Status -eq 'Written')
        }

        It 'answers for every sample' {
            $results.Count | Should -Be $samples.Count
        }

        It 'writes images and holds back what no header rule can make safe' {
            $written.Count | Should -BeGreaterThan 0
            @($results | Where-Object Reason -eq 'Held').Count | Should -BeGreaterThan 0
            @($results | Where-Object Status -eq 'Failed').Count | Should -Be 0
        }

        It 'puts the labels of the project into the header' {
            foreach ($result in $written) {
                (Get-DicomHeader -LiteralPath $result.Destination -Tag PatientName).Value | Should -Be 'subj001'
                (Get-DicomHeader -LiteralPath $result.Destination -Tag PatientID).Value | Should -Be 'subj001'
                (Get-DicomHeader -LiteralPath $result.Destination -Tag StudyDescription).Value | Should -Be 'LUNG'
            }
        }

        It 'records both policies' {
            foreach ($result in $written) {
                $method = (Get-DicomHeader -LiteralPath $result.Destination -Tag DeidentificationMethod).Value
                "$method" | Should -Match 'DeidPS/site-wide@'
                "$method" | Should -Match 'DeidPS/project-level@'
            }
        }

        It 'says that the identity is removed' {
            foreach ($result in $written) {
                $isCapture = $result.SOPClassUID -eq '1.2.840.10008.5.1.4.1.1.7' -or $result.SOPClassUID -eq '1.2.840.10008.5.1.4.1.1.1'
                (Get-DicomHeader -LiteralPath $result.Destination -Tag /PatientIdentityRemoved).Value | Should -BeIn $(if ($isCapture) { 'YES', 'NO' } else { , 'YES' })
            }
        }

        It 'leaves no private element' {
            foreach ($result in $written) {
                @(Get-DicomHeader -LiteralPath $result.Destination | Where-Object PrivateCreator).Count | Should -Be 0
            }
        }

        It 'keeps what research needs' {
            $before = @(Get-DicomHeader -LiteralPath $written[0].Source -Tag PatientAge, PatientSize, PatientWeight, PatientSex)
            $after = @(Get-DicomHeader -LiteralPath $written[0].Destination -Tag PatientAge, PatientSize, PatientWeight, PatientSex)
            $after.Count | Should -Be $before.Count
            for ($i = 0; $i -lt $before.Count; $i++) {
                "$($after[$i].Value)" | Should -Be "$($before[$i].Value)"
            }
        }

        It 'shows the differences' {
            @(Compare-DicomHeader -ReferencePath $written[0].Source -DifferencePath $written[0].Destination).Count | Should -BeGreaterThan 10
        }

        It 'puts what is held back into a folder of its own, each with its reason' {
            foreach ($result in @($results | Where-Object Reason -eq 'Held')) {
                $result.QuarantinePath | Should -Exist
                [System.IO.Path]::ChangeExtension($result.QuarantinePath, '.json') | Should -Exist
                [System.IO.Path]::GetDirectoryName($result.QuarantinePath) | Should -Be "$clean-quarantine"
            }
        }

        It 'changes nothing when it meets its own output again' {
            $again = @(Invoke-Anonymise -Path $clean -Recurse -Destination (Join-Path $root 'again') -Policy 'site-wide', 'project-level' -Variable $variable -KeyPath $key)
            $again.Count | Should -Be $written.Count
            @($again | Where-Object Reason -eq 'AlreadyDeidentified').Count | Should -Be $written.Count
        }

        It 'puts no planted identifier into a folder or file name' {
            $names = @(Get-ChildItem -Path $clean -Recurse | ForEach-Object { $_.FullName.Substring($clean.Length) }) -join "`n"
            foreach ($sample in $samples) {
                $names | Should -Not -Match ([regex]::Escape($sample.PatientID))
                $names | Should -Not -Match ([regex]::Escape($sample.SOPInstanceUID))
            }
        }
    }

    Context 'the shipped policies' {
        It 'are valid' {
            Test-DeidPolicy -Policy 'site-wide' -Quiet | Should -BeTrue
            Test-DeidPolicy -Policy 'project-level' -Quiet | Should -BeTrue
        }
    }
}
