Describe 'Test-DeidPolicy' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $good = Join-Path $TestDrive 'good.das'
        $bad = Join-Path $TestDrive 'bad.das'
        Set-Content $good 'version "6.3"', '(0010,0010) := "A"'
        Set-Content $bad 'version "6.3"', '(0010,0010) := "A'
    }

    Context 'a valid policy' {
        It 'yields nothing' {
            Test-DeidPolicy $good -ErrorAction Stop | Should -BeNullOrEmpty
        }

        It 'is true with -Quiet' {
            Test-DeidPolicy $good -Quiet | Should -BeTrue
        }

        It 'may be a shipped one: <_>' -ForEach 'site-wide', 'project-level' {
            Test-DeidPolicy $_ -Quiet | Should -BeTrue
        }
    }

    Context 'a policy with a mistake' {
        It 'names line and column' {
            $finding = @(Test-DeidPolicy $bad -ErrorAction SilentlyContinue)[0]
            $finding.Line | Should -Be 2
            $finding.Column | Should -Be 16
            $finding.Severity | Should -Be 'Error'
            $finding.Message | Should -Not -BeNullOrEmpty
        }

        It 'is an error' {
            { Test-DeidPolicy $bad -ErrorAction Stop } | Should -Throw -ErrorId 'ProfileSyntaxError,DeidPS.Commands.TestDeidPolicyCommand'
        }

        It 'is false with -Quiet, without an error' {
            Test-DeidPolicy $bad -Quiet -ErrorAction Stop | Should -BeFalse
        }
    }

    Context 'a policy file' {
        BeforeAll {
            $file = Join-Path $TestDrive 'p.json'
        }

        It 'is valid with a profile and options' {
            Set-Content $file '{', '  // what the site wants', '  "steps": [ { "profile": "Basic", "options": [ "RetainModifiedDates" ] } ]', '}'
            Test-DeidPolicy $file -Quiet | Should -BeTrue
        }

        It 'names line and column and the word that was meant' {
            Set-Content $file '{', '  "steps": [ { "profile": "Basic", "options": [ "RetainModifiedDate" ] } ]', '}'
            $finding = @(Test-DeidPolicy $file -ErrorAction SilentlyContinue)[0]
            $finding.Line | Should -Be 2
            $finding.Column | Should -Be 49
            $finding.Id | Should -Be 'UnknownValue'
            $finding.Remedy | Should -BeLike '*RetainModifiedDates*'
        }
    }

    Context 'a policy that is missing' {
        It 'is an error' {
            { Test-DeidPolicy (Join-Path $TestDrive 'none.das') -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,DeidPS.Commands.TestDeidPolicyCommand'
        }
    }
}
