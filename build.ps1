#Requires -Version 7.0

<#
.SYNOPSIS
A front for the MSBuild targets: Build stages module/bin, Test runs the gate, Pack makes output/DeidPS/<version>/.
#>
param(
    [ValidateSet('Build', 'Test', 'Pack')]
    [string]$Task = 'Build'
)

$ErrorActionPreference = 'Stop'
switch ($Task) {
    'Build' { dotnet build "$PSScriptRoot/DeidPS.sln" }
    'Test' { dotnet test "$PSScriptRoot/DeidPS.sln" }
    'Pack' { dotnet build "$PSScriptRoot/src/DeidPS" -t:PackModule }
}

exit $LASTEXITCODE
