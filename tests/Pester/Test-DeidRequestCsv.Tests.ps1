Describe 'Test-DeidRequestCsv' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        $good = Join-Path $TestDrive 'good.csv'
        $bad = Join-Path $TestDrive 'bad.csv'
        $form = [char]0x0C
        $mark = [char]0xFEFF
        $space = [char]0xA0
        [System.IO.File]::WriteAllText($good, "$mark`"Accession Number`",${form}Patient${space}ID,Subject,Session`r`nRJ12345678901,,Subj001,Subj001_MR1`r`nRJ12345678902,P${space}1,Subj001,Subj001_MR2`r`n")
        [System.IO.File]::WriteAllText($bad, "Patient ID;Study Date;Session`nP1;31.12.2023;S 1`n1,5E+10;20240101;S2`n")
    }

    It 'finds nothing wrong with a list that is good' {
        $findings = @(Test-DeidRequestCsv $good)
        $findings.Count | Should -Be 1
        $findings[0].Code | Should -Be 'InvisibleCharacters'
        $findings[0].IsError | Should -BeFalse
        Test-DeidRequestCsv $good -Quiet | Should -BeTrue
    }

    It 'tells line, column and remedy' {
        $findings = @(Test-DeidRequestCsv $bad)
        $findings.Code | Should -Be 'DateInvalid', 'LabelInvalid', 'NumberMangled'
        $findings.Line | Should -Be 2, 2, 3
        $findings[0].Column | Should -Be 'Study Date'
        $findings[0].RecommendedAction | Should -Match 'yyyyMMdd'
        Test-DeidRequestCsv $bad -Quiet | Should -BeFalse
    }

    It 'names a header that is not known' {
        $file = Join-Path $TestDrive 'header.csv'
        [System.IO.File]::WriteAllText($file, "Accession No,Subject`nA,S1`n")
        { Test-DeidRequestCsv $file -ErrorAction Stop } | Should -Throw '*Accession No*' -ErrorId 'CsvInvalid,DeidPS.Commands.TestDeidRequestCsvCommand'
        { Test-DeidRequestCsv $file -IgnoreUnknownColumns -ErrorAction Stop } | Should -Throw -ErrorId 'CsvInvalid,DeidPS.Commands.TestDeidRequestCsvCommand'
    }

    It 'says when there is no file' {
        { Test-DeidRequestCsv (Join-Path $TestDrive 'none.csv') -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,DeidPS.Commands.TestDeidRequestCsvCommand'
    }
}
