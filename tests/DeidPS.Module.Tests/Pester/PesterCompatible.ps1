# The part of Pester 5 that the files in tests/Pester use, for machines without pwsh and Pester. What is not here is refused by name when a
# file is loaded (PesterFile.cs), so nothing passes because it was not understood.
# As in Pester, a file runs twice: first to discover blocks, then to run them. The scope of a parent is seen by its children.

$global:__pester = @{ Current = $null; Results = [System.Collections.Generic.List[object]]::new() }

function global:New-PesterBlock($Name, $Kind, $Body, $Data, $Skip, $Line) {
    @{ Name = $Name; Kind = $Kind; Body = $Body; Data = $Data; Skip = [bool]$Skip; Line = $Line; Children = [System.Collections.Generic.List[object]]::new()
        BeforeAll = [System.Collections.Generic.List[object]]::new(); AfterAll = [System.Collections.Generic.List[object]]::new()
        BeforeEach = [System.Collections.Generic.List[object]]::new(); AfterEach = [System.Collections.Generic.List[object]]::new(); Parent = $global:__pester.Current }
}

# <name> in a title is replaced by the case's value of that name.
function global:Expand-PesterName($Name, $Data) {
    [regex]::Replace($Name, '<(\w+)>', { param($match)
            $key = $match.Groups[1].Value
            if ($Data -is [System.Collections.IDictionary] -and $Data.Contains($key)) { "$($Data[$key])" } elseif ($key -eq '_') { "$Data" } else { $match.Value } })
}

function global:Add-PesterContainer($Name, $Fixture, $ForEach, $Skip, $Kind, $Line) {
    $__cases = @($null)
    if ($null -ne $ForEach) { $__cases = @($ForEach) }
    foreach ($__case in $__cases) {
        $block = New-PesterBlock (Expand-PesterName $Name $__case) $Kind $Fixture $__case $Skip $Line
        $global:__pester.Current.Children.Add($block)
        $global:__pester.Current = $block
        try { Invoke-PesterDiscovery $Fixture $__case } finally { $global:__pester.Current = $block.Parent }
    }
}

function global:Invoke-PesterDiscovery($__body, $__data) {
    if ($null -ne $__data) { $_ = $__data; if ($__data -is [System.Collections.IDictionary]) { foreach ($__key in $__data.Keys) { . ([scriptblock]::Create("`$$__key = `$_['$__key']")) } } }
    . $__body
}

function global:Describe {
    param([Parameter(Mandatory, Position = 0)][string]$Name, [Parameter(Mandatory, Position = 1)][scriptblock]$Fixture, [object]$ForEach, [switch]$Skip, [string[]]$Tag)
    Add-PesterContainer $Name $Fixture $ForEach $Skip 'Describe' $MyInvocation.ScriptLineNumber
}

function global:Context {
    param([Parameter(Mandatory, Position = 0)][string]$Name, [Parameter(Mandatory, Position = 1)][scriptblock]$Fixture, [object]$ForEach, [switch]$Skip, [string[]]$Tag)
    Add-PesterContainer $Name $Fixture $ForEach $Skip 'Context' $MyInvocation.ScriptLineNumber
}

function global:It {
    param([Parameter(Mandatory, Position = 0)][string]$Name, [Parameter(Mandatory, Position = 1)][scriptblock]$Test, [Alias('TestCases')][object[]]$ForEach, [switch]$Skip, [string[]]$Tag)
    $cases = @($null)
    if ($PSBoundParameters.ContainsKey('ForEach')) { $cases = @($ForEach) }
    foreach ($case in $cases) { $global:__pester.Current.Children.Add((New-PesterBlock (Expand-PesterName $Name $case) 'It' $Test $case $Skip $MyInvocation.ScriptLineNumber)) }
}

function global:BeforeAll { param([Parameter(Mandatory, Position = 0)][scriptblock]$Scriptblock) $global:__pester.Current.BeforeAll.Add($Scriptblock) }
function global:AfterAll { param([Parameter(Mandatory, Position = 0)][scriptblock]$Scriptblock) $global:__pester.Current.AfterAll.Add($Scriptblock) }
function global:BeforeEach { param([Parameter(Mandatory, Position = 0)][scriptblock]$Scriptblock) $global:__pester.Current.BeforeEach.Add($Scriptblock) }
function global:AfterEach { param([Parameter(Mandatory, Position = 0)][scriptblock]$Scriptblock) $global:__pester.Current.AfterEach.Add($Scriptblock) }

function global:Stop-PesterAssertion($Message, $Because) {
    if ($Because) { $Message += ", because $Because" }
    throw [System.Management.Automation.RuntimeException]::new($Message, $null, [System.Management.Automation.ErrorRecord]::new([System.Exception]::new($Message), 'PesterAssertionFailed', 'InvalidResult', $null))
}

function global:Format-PesterValue($Value) {
    if ($null -eq $Value) { return '$null' }
    if ($Value -is [array]) { return '@(' + (@($Value | ForEach-Object { Format-PesterValue $_ }) -join ', ') + ')' }
    if ($Value -is [string]) { return "'$Value'" }
    "$Value"
}

function global:Test-PesterEqual($Actual, $Expected, [bool]$CaseSensitive) {
    if ($Actual -is [array] -or $Expected -is [array]) {
        $left = @($Actual); $right = @($Expected)
        if ($left.Count -ne $right.Count) { return $false }
        for ($i = 0; $i -lt $left.Count; $i++) { if (-not (Test-PesterEqual $left[$i] $right[$i] $CaseSensitive)) { return $false } }
        return $true
    }
    if ($null -eq $Actual -or $null -eq $Expected) { return $null -eq $Actual -and $null -eq $Expected }
    if ($CaseSensitive) { $Actual -ceq $Expected } else { $Actual -eq $Expected }
}

function global:Should {
    [CmdletBinding(DefaultParameterSetName = 'None')]
    param(
        [Parameter(Position = 0)][AllowNull()][AllowEmptyString()][AllowEmptyCollection()][object]$ExpectedValue,
        [Parameter(ValueFromPipeline)][AllowNull()][object]$ActualValue,
        [switch]$Not, [string]$Because,
        [switch]$Be, [switch]$BeExactly, [switch]$BeTrue, [switch]$BeFalse, [switch]$BeNullOrEmpty, [switch]$BeLike, [switch]$BeLikeExactly, [switch]$Match, [switch]$MatchExactly,
        [switch]$Contain, [switch]$BeIn, [switch]$Exist, [switch]$HaveCount, [switch]$BeGreaterThan, [switch]$BeGreaterOrEqual, [switch]$BeLessThan, [switch]$BeLessOrEqual, [switch]$BeOfType,
        [switch]$Throw, [string]$ErrorId, [string]$ExpectedMessage, [type]$ExceptionType, [switch]$PassThru
    )
    begin { $items = [System.Collections.Generic.List[object]]::new(); $isPiped = $false }
    process { if ($MyInvocation.ExpectingInput) { $isPiped = $true }; $items.Add($ActualValue) }
    end {
        $actual = if ($isPiped) { if ($items.Count -eq 1) { $items[0] } elseif ($items.Count -gt 1) { , $items.ToArray() } else { $null } } else { $ActualValue }
        $all = if ($isPiped) { , $items.ToArray() } else { , @($ActualValue) }
        if ($MyInvocation.ExpectingInput -and -not $isPiped) { $all = , @() }
        $expected = $ExpectedValue
        $names = 'Be', 'BeExactly', 'BeTrue', 'BeFalse', 'BeNullOrEmpty', 'BeLike', 'BeLikeExactly', 'Match', 'MatchExactly', 'Contain', 'BeIn', 'Exist', 'HaveCount', 'BeGreaterThan', 'BeGreaterOrEqual', 'BeLessThan', 'BeLessOrEqual', 'BeOfType', 'Throw'
        $operator = @($names | Where-Object { $PSBoundParameters.ContainsKey($_) })
        if ($operator.Count -ne 1) { throw 'Should needs exactly one operator.' }
        $operator = $operator[0]
        if ($operator -eq 'Throw') { return Assert-PesterThrow $actual $expected $ErrorId $ExpectedMessage $ExceptionType $Not $Because $PassThru }
        $isMet = switch ($operator) {
            'Be' { Test-PesterEqual $actual $expected $false }
            'BeExactly' { Test-PesterEqual $actual $expected $true }
            'BeTrue' { [bool]$actual }
            'BeFalse' { -not $actual }
            'BeNullOrEmpty' { $all.Count -eq 0 -or ($all.Count -eq 1 -and ($null -eq $actual -or ($actual -is [string] -and $actual -eq '') -or ($actual -is [System.Collections.ICollection] -and $actual.Count -eq 0))) }
            'BeLike' { $actual -like $expected }
            'BeLikeExactly' { $actual -clike $expected }
            'Match' { $actual -match $expected }
            'MatchExactly' { $actual -cmatch $expected }
            'Contain' { $all -contains $expected }
            'BeIn' { @($expected) -contains $actual }
            'Exist' { $ExecutionContext.SessionState.InvokeProvider.Item.Exists($actual) }
            'HaveCount' { $(if ($all.Count -eq 1 -and $all[0] -is [System.Collections.ICollection]) { $all[0].Count } elseif (-not $isPiped -and $null -eq $ActualValue) { 0 } else { $all.Count }) -eq $expected }
            'BeGreaterThan' { $actual -gt $expected }
            'BeGreaterOrEqual' { $actual -ge $expected }
            'BeLessThan' { $actual -lt $expected }
            'BeLessOrEqual' { $actual -le $expected }
            'BeOfType' { $type = if ($expected -is [type]) { $expected } else { ("$expected" -replace '^\[(.*)\]$', '$1') -as [type] }; if ($null -eq $type) { throw "Type '$expected' is not known." }; $actual -is $type }
        }
        if ([bool]$isMet -eq [bool]$Not) {
            $negation = if ($Not) { ' not' } else { '' }
            Stop-PesterAssertion "Expected$negation -$operator $(Format-PesterValue $expected), but got $(Format-PesterValue $(if ($operator -in 'Contain', 'HaveCount') { $all } else { $actual }))" $Because
        }
    }
}

function global:Assert-PesterThrow($Block, $Expected, $ErrorId, $ExpectedMessage, $ExceptionType, $Not, $Because, $PassThru) {
    if ($Block -isnot [scriptblock]) { throw 'Should -Throw needs a script block.' }
    $message = if ($ExpectedMessage) { $ExpectedMessage } else { $Expected }
    $caught = $null
    try { $null = & $Block } catch { $caught = $_ }
    if ($Not) {
        if ($caught) { Stop-PesterAssertion "Expected no exception, but got '$($caught.FullyQualifiedErrorId)': $($caught.Exception.Message)" $Because }
        return
    }
    if (-not $caught) { Stop-PesterAssertion 'Expected an exception to be thrown, but none was' $Because }
    if ($message -and $caught.Exception.Message -notlike $message) { Stop-PesterAssertion "Expected an exception with message like '$message', but got '$($caught.Exception.Message)'" $Because }
    if ($ErrorId -and $caught.FullyQualifiedErrorId -notlike $ErrorId) { Stop-PesterAssertion "Expected FullyQualifiedErrorId '$ErrorId', but got '$($caught.FullyQualifiedErrorId)'" $Because }
    if ($ExceptionType -and $caught.Exception -isnot $ExceptionType) { Stop-PesterAssertion "Expected an exception of type $ExceptionType, but got $($caught.Exception.GetType())" $Because }
    if ($PassThru) { $caught }
}

function global:Get-PesterPath($Block) {
    $parts = [System.Collections.Generic.List[string]]::new()
    for ($at = $Block; $at -and $at.Kind -ne 'Root'; $at = $at.Parent) { $parts.Insert(0, $at.Name) }
    $parts -join ' > '
}

function global:Add-PesterResult($Block, $Result, $Message) {
    $global:__pester.Results.Add([pscustomobject]@{ Name = Get-PesterPath $Block; Line = $Block.Line; Result = $Result; Message = "$Message" })
}

function global:Add-PesterFailure($Block, $Result, $Message) {
    if ($Block.Kind -eq 'It') { Add-PesterResult $Block $Result $Message; return }
    foreach ($child in $Block.Children) { Add-PesterFailure $child $Result $Message }
}

function global:Clear-PesterDrive($Keep) {
    foreach ($entry in [System.IO.Directory]::GetFileSystemEntries($global:TestDrive, '*', 'AllDirectories')) {
        if ($Keep -contains $entry) { continue }
        if ([System.IO.Directory]::Exists($entry)) { [System.IO.Directory]::Delete($entry, $true) } elseif ([System.IO.File]::Exists($entry)) { [System.IO.File]::Delete($entry) }
    }
}

function global:Invoke-PesterBlock($__block) {
    if ($__block.Skip) { Add-PesterFailure $__block 'Skipped' ''; return }
    $__keep = [System.IO.Directory]::GetFileSystemEntries($global:TestDrive, '*', 'AllDirectories')
    if ($null -ne $__block.Data) { $_ = $__block.Data; if ($_ -is [System.Collections.IDictionary]) { foreach ($__key in $_.Keys) { . ([scriptblock]::Create("`$$__key = `$_['$__key']")) } } }
    try {
        try { foreach ($__step in $__block.BeforeAll) { . $__step } }
        catch { Add-PesterFailure $__block 'Failed' "BeforeAll: $($_.Exception.Message) $($_.ScriptStackTrace)"; return }
        foreach ($__child in $__block.Children) { if ($__child.Kind -eq 'It') { Invoke-PesterTest $__child } else { Invoke-PesterBlock $__child } }
    }
    finally {
        try { foreach ($__step in $__block.AfterAll) { . $__step } } catch { Add-PesterResult $__block 'Failed' "AfterAll: $($_.Exception.Message)" }
        Clear-PesterDrive $__keep
    }
}

function global:Invoke-PesterTest($__test) {
    if ($__test.Skip) { Add-PesterResult $__test 'Skipped' ''; return }
    $__before = [System.Collections.Generic.List[object]]::new(); $__after = [System.Collections.Generic.List[object]]::new()
    for ($__at = $__test.Parent; $__at; $__at = $__at.Parent) { $__before.InsertRange(0, $__at.BeforeEach); $__after.AddRange($__at.AfterEach) }
    if ($null -ne $__test.Data) { $_ = $__test.Data; if ($_ -is [System.Collections.IDictionary]) { foreach ($__key in $_.Keys) { . ([scriptblock]::Create("`$$__key = `$_['$__key']")) } } }
    $__failure = $null
    try {
        foreach ($__step in $__before) { $null = . $__step }
        if ($__test.Data -is [System.Collections.IDictionary] -and $__test.Body.Ast.ParamBlock) { $__splat = $__test.Data; $null = . $__test.Body @__splat } else { $null = . $__test.Body }
    }
    catch { $__failure = "$($_.Exception.Message) $($_.ScriptStackTrace)" }
    try { foreach ($__step in $__after) { $null = . $__step } } catch { $__failure = "$__failure AfterEach: $($_.Exception.Message)" }
    if ($__failure) { Add-PesterResult $__test 'Failed' $__failure } else { Add-PesterResult $__test 'Passed' '' }
}

# Runs one file and puts out one object per It and case.
function global:Invoke-PesterFile([string]$Path, [string]$Drive) {
    $global:TestDrive = $Drive
    $provider = $ExecutionContext.SessionState.Provider.GetOne('FileSystem')
    $null = $ExecutionContext.SessionState.Drive.New([System.Management.Automation.PSDriveInfo]::new('TestDrive', $provider, $Drive, '', $null), 'global')
    $root = New-PesterBlock 'Root' 'Root' $null $null $false 0
    $global:__pester.Current = $root
    . $Path
    $global:__pester.Current = $null
    Invoke-PesterBlock $root
    $global:__pester.Results
}
