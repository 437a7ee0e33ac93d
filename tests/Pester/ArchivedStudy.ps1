# For BeforeAll, dot-sourced: a store whose project LUNG has the session S1_1 of subject S1.
. (Join-Path $PSScriptRoot 'WaitingStudy.ps1')
$null = $entry | Move-ToProject -Project LUNG -Subject S1 -Session S1_1 -Store $root
