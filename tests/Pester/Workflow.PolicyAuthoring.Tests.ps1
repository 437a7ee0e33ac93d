BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
}

Describe 'Writing a policy' {
    BeforeAll {
        $source = Join-Path $TestDrive 'in'
        $null = New-DicomSample -Destination $source -Modality CT -Seed 21
        $key = Join-Path $TestDrive 'site.key'
        $null = New-DeidKey $key
        $policy = Join-Path $TestDrive 'lung.json'
        $script = Join-Path $TestDrive 'lung.das'
        Set-Content -Path $script -Value @'
version "6.7"
(0008,1030) := format["{0} study", project]
'@

        # Two mistakes: an option that does not exist, and a keyword that no attribute has.
        $draft = @'
{
  // What the project LUNG may see.
  "key": "Site",
  "steps": [
    {
      "profile": "Basic",
      "options": [ "RetainModifiedDate", "RetainPatientCharacteristics" ],
      "overrides": {
        "BodyPartExamind": "Remove"
      }
    },
    { "script": "lung.das" }
  ]
}
'@
        $mended = $draft.Replace('"RetainModifiedDate"', '"RetainModifiedDates"').Replace('BodyPartExamind', 'BodyPartExamined')
        $run = @{ Policy = $policy; KeyPath = $key; Variable = @{ project = 'LUNG'; subject = 'S1'; session = 'S1_1' } }
    }

    Context 'with mistakes' {
        BeforeAll {
            Set-Content -Path $policy -Value $draft
            $findings = @(Test-DeidPolicy $policy -ErrorAction SilentlyContinue)
        }

        It 'is told all of them at once' {
            $findings.Count | Should -Be 2
            @($findings | Where-Object Severity -eq 'Error').Count | Should -Be 2
        }

        It 'is told line and column' {
            $findings[0].Line | Should -Be 7
            $findings[0].Column | Should -Be 20
            $findings[1].Line | Should -Be 9
            $findings[1].Column | Should -Be 9
        }

        It 'is told what to write instead' {
            $findings[0].Id | Should -Be 'UnknownValue'
            $findings[0].Remedy | Should -Match 'Did you mean RetainModifiedDates'
            $findings[1].Id | Should -Be 'UnknownAttribute'
            $findings[1].Remedy | Should -Match 'Get-DicomTag'
        }

        It 'finds the keyword' {
            (Get-DicomTag BodyPart*).Keyword | Should -Contain 'BodyPartExamined'
        }

        It 'is refused, and no file is touched' {
            { Invoke-Anonymise -Path $source -Recurse -Destination (Join-Path $TestDrive 'refused') @run -ErrorAction Stop } |
                Should -Throw -ErrorId 'ProfileSyntaxError,DeidPS.Commands.InvokeAnonymiseCommand'
            Join-Path $TestDrive 'refused' | Should -Not -Exist
        }
    }

    Context 'mended' {
        BeforeAll {
            Set-Content -Path $policy -Value $mended
            $out = Join-Path $TestDrive 'out'
            $trial = @(Invoke-Anonymise -Path $source -Recurse -Destination $out @run -WhatIf)
            $existedAfterTrial = Test-Path $out
            $results = @(Invoke-Anonymise -Path $source -Recurse -Destination $out @run)
            $first = $results[0]
            $changes = @(Compare-DicomHeader -ReferencePath $first.Source -DifferencePath $first.Destination)
        }

        It 'has no finding' {
            Test-DeidPolicy $policy -ErrorAction Stop | Should -BeNullOrEmpty
            Test-DeidPolicy $policy -Quiet | Should -BeTrue
        }

        It 'can be tried without writing' {
            @($trial | Where-Object Reason -eq 'WhatIf').Count | Should -Be $results.Count
            $existedAfterTrial | Should -BeFalse
        }

        It 'writes every image' {
            $results.Count | Should -BeGreaterThan 0
            @($results | Where-Object Status -ne 'Written').Count | Should -Be 0
        }

        It 'shows what it did to <keyword>' -ForEach @{ keyword = 'PatientName'; change = 'Changed' }, @{ keyword = 'StudyDate'; change = 'Changed' }, @{ keyword = 'BodyPartExamined'; change = 'Removed' }, @{ keyword = 'InstitutionName'; change = 'Removed' } {
            @($changes | Where-Object Keyword -eq $keyword)[0].Change | Should -Be $change
        }

        It 'leaves what the options keep' {
            @($changes | Where-Object { $_.Keyword -eq 'PatientSex' -or $_.Keyword -eq 'PatientAge' }).Count | Should -Be 0
        }

        It 'runs the script after the profile' {
            (Get-DicomHeader -LiteralPath $first.Destination -Tag /StudyDescription).Value | Should -Be 'LUNG study'
        }

        It 'tells what it claims' {
            @(Get-DeidConformanceStatement $policy | Where-Object { $_ -match '\| 113107 \| Yes \| Yes \| Yes \|' }).Count | Should -Be 1
            @(Get-DeidConformanceStatement $policy | Where-Object { $_ -match '\| BodyPartExamined \| X \|' }).Count | Should -Be 1
        }
    }

    Context 'a second time' {
        BeforeAll {
            Set-Content -Path $policy -Value $mended
            $once = Join-Path $TestDrive 'once'
            $written = @(Invoke-Anonymise -Path $source -Recurse -Destination $once @run)
            $again = @(Invoke-Anonymise -Path $once -Recurse -Destination (Join-Path $TestDrive 'twice') @run)
        }

        It 'says that the policy was applied before' {
            $again.Count | Should -Be $written.Count
            @($again | Where-Object Reason -eq 'AlreadyDeidentified').Count | Should -Be $written.Count
        }

        It 'changes no byte' {
            foreach ($result in $again) {
                (Get-FileHash $result.Destination).Hash | Should -Be (Get-FileHash $result.Source).Hash
                @(Compare-DicomHeader -ReferencePath $result.Source -DifferencePath $result.Destination).Count | Should -Be 0
            }
        }

        It 'holds a copy back that somebody changed after it was sealed' {
            $copy = Join-Path $TestDrive 'changed'
            $null = New-Item -ItemType Directory -Path $copy
            $bytes = [System.IO.File]::ReadAllBytes($written[0].Destination)
            $text = [System.Text.Encoding]::Latin1.GetString($bytes)
            $at = $text.IndexOf('LUNG study')
            $bytes[$at] = [byte][char]'B'
            [System.IO.File]::WriteAllBytes((Join-Path $copy 'x.dcm'), $bytes)
            $result = Invoke-Anonymise -Path (Join-Path $copy 'x.dcm') -Destination (Join-Path $TestDrive 'thrice') @run -WarningAction SilentlyContinue
            $result.Status | Should -Be 'Quarantined'
            $result.Reason | Should -Be 'AlreadyDeidentified'
        }
    }
}
