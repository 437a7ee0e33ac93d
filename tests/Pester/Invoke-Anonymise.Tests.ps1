BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
}

Describe 'Invoke-Anonymise' {
    BeforeAll {
        $source = Join-Path $TestDrive 'in'
        $null = New-DicomSample -Destination $source -Seed 5
        $policy = Join-Path $TestDrive 'rename.das'
        Set-Content -Path $policy -Value @'
version "6.7"
(0010,0010) := subject
(0010,0020) := subject
-*/(0008,0050)
hashUIDList[(0008,0018), (0020,000D), (0020,000E)]
removeAllPrivateTags
'@
        $variable = @{ subject = 'subj001' }

        # Kinds among the samples that are held back unless accepted.
        $allow = 'BurnedInAnnotation', 'Ultrasound', 'SecondaryCapture', 'StructuredReport'
    }

    Context 'Path' {
        BeforeAll {
            $out = Join-Path $TestDrive 'out'
            $results = @(Invoke-Anonymise -Path $source -Recurse -Destination $out -Policy $policy -Variable $variable -Allow $allow)
        }

        It 'gives one result for each file' {
            $results.Count | Should -Be @(Get-ChildItem -Path $source -Recurse -File).Count
        }

        It 'writes every sample' {
            @($results | Where-Object Status -ne 'Written').Count | Should -Be 0
        }

        It 'names copies by the new SOP Instance UID' {
            foreach ($result in $results) {
                [System.IO.Path]::GetFileName($result.Destination) | Should -Be "$($result.SOPInstanceUID).dcm"
            }
        }

        It 'gives the patient the subject label' {
            $rows = @(Get-DicomHeader -LiteralPath $results[0].Destination -Tag PatientName)
            $rows[0].Value | Should -Be 'subj001'
        }

        It 'leaves the originals as they were' {
            $rows = @(Get-DicomHeader -LiteralPath $results[0].Source -Tag PatientName)
            $rows[0].Value | Should -Not -Be 'subj001'
        }

        It 'skips what is already there' {
            $again = @(Invoke-Anonymise -Path $source -Recurse -Destination $out -Policy $policy -Variable $variable -Allow $allow)
            @($again | Where-Object Reason -eq 'AlreadyExists').Count | Should -Be $results.Count
        }

        It 'leaves and tells what another label made' {
            $other = @(Invoke-Anonymise -Path $source -Recurse -Destination $out -Policy $policy -Variable @{ subject = 'subj002' } -Allow $allow -WarningVariable told -WarningAction SilentlyContinue)
            @($other | Where-Object { $_.Status -eq 'Skipped' -and $_.Reason -eq 'DuplicateContent' }).Count | Should -Be $results.Count
            @($told | Where-Object { "$_" -like '*-Force replaces them*' }).Count | Should -Be 1
            @(Get-DicomHeader -LiteralPath $results[0].Destination -Tag PatientName)[0].Value | Should -Be 'subj001'
        }

        It 'gives the labels with the results' {
            @($results.Subject | Select-Object -Unique) | Should -Be 'subj001'
        }
    }

    Context 'LiteralPath from the pipeline' {
        It 'takes files' {
            $results = @(Get-ChildItem -Path $source -Recurse -File | Invoke-Anonymise -Destination (Join-Path $TestDrive 'piped') -Policy $policy -Variable $variable -Allow $allow)
            $results.Count | Should -BeGreaterThan 5
        }
    }

    Context 'WhatIf' {
        It 'writes nothing' {
            $out = Join-Path $TestDrive 'whatif'
            $results = @(Invoke-Anonymise -Path $source -Recurse -Destination $out -Policy $policy -Variable $variable -Allow $allow -WhatIf)
            $results[0].Reason | Should -Be 'WhatIf'
            $out | Should -Not -Exist
        }
    }

    Context 'Allow and Quarantine' {
        BeforeAll {
            $held = Join-Path $TestDrive 'held'
            $results = @(Invoke-Anonymise -Path $source -Recurse -Destination (Join-Path $TestDrive 'gated') -Quarantine $held -Policy $policy -Variable $variable -WarningVariable warnings -WarningAction SilentlyContinue)
            $kept = @($results | Where-Object Reason -eq 'Held')
        }

        It 'holds back what shows text in its pixels, and reports' {
            $kept.Count | Should -BeGreaterThan 1
            foreach ($result in $kept) {
                $result.Destination | Should -BeNullOrEmpty
                @($result.HeldCases).Count | Should -BeGreaterThan 0
            }
        }

        It 'copies it beside a file with the reason' {
            @(Get-ChildItem -Path $held -Filter *.dcm).Count | Should -Be $kept.Count
            @(Get-ChildItem -Path $held -Filter *.json).Count | Should -Be $kept.Count
        }

        It 'warns once' {
            @($warnings | Where-Object { "$_" -like '*held back*' }).Count | Should -Be 1
        }

        It 'releases from there what somebody accepts' {
            $again = @(Invoke-Anonymise -Path $held -Destination (Join-Path $TestDrive 'accepted') -Policy $policy -Variable $variable -Allow $allow)
            @($again | Where-Object Status -eq 'Written').Count | Should -Be $kept.Count
        }

        It 'refuses a quarantine inside the destination' {
            { Invoke-Anonymise -Path $source -Destination (Join-Path $TestDrive 'o') -Quarantine (Join-Path $TestDrive 'o/q') -Policy $policy -Variable $variable -ErrorAction Stop } |
                Should -Throw -ErrorId 'DestinationInsideSource,DeidPS.Commands.InvokeAnonymiseCommand'
        }
    }

    Context 'Profile' {
        BeforeAll {
            $key = Join-Path $TestDrive 'site.key'
            $null = New-DeidKey $key
        }

        It 'refuses policies the wrong way round before it reads a file' {
            { Invoke-Anonymise -Path $source -Recurse -Destination (Join-Path $TestDrive 'order') -Policy project-level, site-wide -KeyPath $key -ErrorAction Stop } |
                Should -Throw -ErrorId 'ProfileRuleInvalid,DeidPS.Commands.InvokeAnonymiseCommand'
            Join-Path $TestDrive 'order' | Should -Not -Exist
        }

        It 'needs no policy' {
            $results = @(Invoke-Anonymise -Path $source -Recurse -Destination (Join-Path $TestDrive 'basic') -Profile Basic -Option RetainModifiedDates -KeyPath $key -WarningAction SilentlyContinue)
            @($results | Where-Object Status -eq 'Written').Count | Should -BeGreaterThan 0
        }

        It 'asks for a key' {
            { Invoke-Anonymise -Path $source -Destination (Join-Path $TestDrive 'nokey') -Profile Basic -ErrorAction Stop } |
                Should -Throw -ErrorId 'KeyMissing,DeidPS.Commands.InvokeAnonymiseCommand'
        }
    }

    Context 'errors' {
        It 'asks for a profile or a policy' {
            { Invoke-Anonymise -Path $source -Destination (Join-Path $TestDrive 'nothing') -ErrorAction Stop } |
                Should -Throw -ErrorId 'ProfileRuleInvalid,DeidPS.Commands.InvokeAnonymiseCommand'
        }

        It 'takes no option without a profile' {
            { Invoke-Anonymise -Path $source -Destination (Join-Path $TestDrive 'nothing') -Policy $policy -Option RetainUids -ErrorAction Stop } |
                Should -Throw -ErrorId 'ProfileRuleInvalid,DeidPS.Commands.InvokeAnonymiseCommand'
        }

        It 'refuses a destination inside the input' {
            { Invoke-Anonymise -Path $source -Recurse -Destination (Join-Path $source 'out') -Policy $policy -Variable $variable -ErrorAction Stop } |
                Should -Throw -ErrorId 'DestinationInsideSource,DeidPS.Commands.InvokeAnonymiseCommand'
        }

        It 'refuses a policy with errors' {
            $bad = Join-Path $TestDrive 'bad.das'
            Set-Content -Path $bad -Value "version `"6.7`"`n(0010,0010) := nosuch[]"
            { Invoke-Anonymise -Path $source -Destination (Join-Path $TestDrive 'bad') -Policy $bad -ErrorAction Stop } |
                Should -Throw -ErrorId 'ProfileSyntaxError,DeidPS.Commands.InvokeAnonymiseCommand'
        }

        It 'asks for a variable that the policy reads' {
            { Invoke-Anonymise -Path $source -Destination (Join-Path $TestDrive 'novar') -Policy $policy -ErrorAction Stop } |
                Should -Throw -ErrorId 'ProfileRuleInvalid,DeidPS.Commands.InvokeAnonymiseCommand'
        }
    }
}
