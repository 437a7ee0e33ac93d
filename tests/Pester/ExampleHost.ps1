# For BeforeAll, dot-sourced: what the examples of the help run in. A runspace of its own with this module, whose host answers questions, keeps what
# is said to it and what an example exits with, and can be stopped: so an example runs as it stands, whatever it asks, waits for or ends.
using namespace System.Collections.Generic
using namespace System.Collections.ObjectModel
using namespace System.Management.Automation
using namespace System.Management.Automation.Host

[NoRunspaceAffinity()]
class ExampleScreen : PSHostUserInterface {
    [List[string]] $Said = [List[string]]::new()
    [string] $Answer

    [PSHostRawUserInterface] get_RawUI() { return $null }
    [string] ReadLine() { return $this.Answer }
    [securestring] ReadLineAsSecureString() { throw [NotSupportedException]::new() }
    [void] Write([string]$value) { $this.Said.Add($value) }
    [void] Write([System.ConsoleColor]$foreground, [System.ConsoleColor]$background, [string]$value) { $this.Said.Add($value) }
    [void] WriteLine([string]$value) { $this.Said.Add($value) }
    [void] WriteErrorLine([string]$value) { $this.Said.Add($value) }
    [void] WriteDebugLine([string]$value) { }
    [void] WriteVerboseLine([string]$value) { }
    [void] WriteWarningLine([string]$value) { }
    [void] WriteProgress([long]$id, [ProgressRecord]$record) { }
    [int] PromptForChoice([string]$caption, [string]$message, [Collection[ChoiceDescription]]$choices, [int]$default) { $this.Said.Add($message); return 0 }
    [pscredential] PromptForCredential([string]$caption, [string]$message, [string]$user, [string]$target) { throw [NotSupportedException]::new() }
    [pscredential] PromptForCredential([string]$caption, [string]$message, [string]$user, [string]$target, [PSCredentialTypes]$types, [PSCredentialUIOptions]$options) { throw [NotSupportedException]::new() }
    [Dictionary[string, psobject]] Prompt([string]$caption, [string]$message, [Collection[FieldDescription]]$fields) {
        $this.Said.Add("$caption $message")
        $typed = [Dictionary[string, psobject]]::new()
        foreach ($field in $fields) { $typed[$field.Name] = $this.Answer }
        return $typed
    }
}

[NoRunspaceAffinity()]
class ExampleHost : PSHost {
    [ExampleScreen] $Screen = [ExampleScreen]::new()
    [guid] $Id = [guid]::NewGuid()
    [object] $ExitCode

    [string] get_Name() { return 'ExampleHost' }
    [version] get_Version() { return [version]'1.0' }
    [guid] get_InstanceId() { return $this.Id }
    [PSHostUserInterface] get_UI() { return $this.Screen }
    [cultureinfo] get_CurrentCulture() { return [cultureinfo]::InvariantCulture }
    [cultureinfo] get_CurrentUICulture() { return [cultureinfo]::InvariantCulture }
    [void] SetShouldExit([int]$code) { $this.ExitCode = $code }
    [void] EnterNestedPrompt() { }
    [void] ExitNestedPrompt() { }
    [void] NotifyBeginApplication() { }
    [void] NotifyEndApplication() { }
}

# A runspace with the module; where this session has functions instead of the commands that pwsh brings, it has them too.
function New-ExampleRunspace([ExampleHost]$ExampleHost, [string]$Manifest) {
    $state = [initialsessionstate]::CreateDefault2()
    if ((Get-Command Select-Object).CommandType -eq 'Function') {
        foreach ($function in Get-Command -CommandType Function | Where-Object { -not $_.ModuleName -and $_.Name -like '*-*' }) { $state.Commands.Add([Runspaces.SessionStateFunctionEntry]::new($function.Name, $function.Definition)) }
    }

    $state.ImportPSModule([string[]]@($Manifest))
    $runspace = [runspacefactory]::CreateRunspace($ExampleHost, $state)
    $runspace.Open()
    $runspace
}

# Runs one script in a runspace and gives its output and its errors. With -StopAfter it is stopped then, in seconds, as by Ctrl+C: an example that waits
# for what comes has run when it is still running. Any other has to end within a minute.
function Invoke-ExampleScript($Runspace, [string]$Script, [object[]]$ArgumentList = @(), [double]$StopAfter = 0) {
    $shell = [powershell]::Create($Runspace)
    try {
        $null = $shell.AddScript($Script)
        foreach ($argument in $ArgumentList) { $null = $shell.AddArgument($argument) }
        $output = [PSDataCollection[psobject]]::new()
        $errors = [List[object]]::new()
        $running = $shell.BeginInvoke([PSDataCollection[psobject]]$null, $output)
        $isStopped = -not $running.AsyncWaitHandle.WaitOne([int](1000 * $(if ($StopAfter) { $StopAfter } else { 60 })))
        try {
            if ($isStopped) { $shell.Stop() } else { $null = $shell.EndInvoke($running) }
        }
        catch { $errors.Add($_) }
        foreach ($record in $shell.Streams.Error) { $errors.Add($record) }
        @{ Output = @($output); Errors = $errors.ToArray(); IsStopped = $isStopped }
    }
    finally { $shell.Dispose() }
}

function Copy-ExampleWorld($From, $To) {
    $null = [System.IO.Directory]::CreateDirectory($To)
    foreach ($folder in [System.IO.Directory]::EnumerateDirectories($From, '*', 'AllDirectories')) { $null = [System.IO.Directory]::CreateDirectory($folder.Replace($From, $To)) }
    foreach ($file in [System.IO.Directory]::EnumerateFiles($From, '*', 'AllDirectories')) { [System.IO.File]::Copy($file, $file.Replace($From, $To)) }
}

# Runs in the runspace before each example: the world is the current location, and holds the default store and the registered nodes. Where the example
# names drives they are there: D: is the world, E: and X: are folders of it.
$enterWorld = {
    param($World, $Letters)
    $provider = $ExecutionContext.SessionState.Provider.GetOne('FileSystem')
    foreach ($letter in $Letters) {
        try { $ExecutionContext.SessionState.Drive.Remove($letter, $true, 'global') } catch [System.Management.Automation.DriveNotFoundException] { $null = 'none yet' }
        $folder = if ($letter -eq 'D') { $World } else { "$World/$($letter.ToLowerInvariant())" }
        $null = $ExecutionContext.SessionState.Drive.New([System.Management.Automation.PSDriveInfo]::new($letter, $provider, $folder, '', $null), 'global')
    }
    $null = $ExecutionContext.SessionState.Path.SetLocation($World)
    $env:DEIDPS_STORE = "$World/deid"
    $env:DEIDPS_NODES = "$World/nodes.json"
    $env:DEIDPS_MACHINE_NODES = "$World/machine.json"
    $env:SITE_KEY = [System.IO.File]::ReadAllText("$World/site.key")
}

# What is different everywhere, such as a port, stands in an example for what it is here.
function Resolve-ExampleText([string]$Text) {
    foreach ($placeholder in $placeholders.Keys) { $Text = $Text.Replace($placeholder, $placeholders[$placeholder]) }
    $Text
}

# Runs one example in its world and holds it against what is expected of it.
function Test-Example($Name, $Code) {
    $expected = $expectations[$Name] ?? @{}
    $exampleHost.Screen.Said.Clear()
    $exampleHost.Screen.Answer = $expected.Answer
    $exampleHost.ExitCode = $null
    $runspace.ResetRunspaceState()
    $Code = Resolve-ExampleText $Code
    $letters = @([regex]::Matches($Code, '\b([DEX]):\\') | ForEach-Object { $_.Groups[1].Value } | Select-Object -Unique)
    (Invoke-ExampleScript $runspace "$enterWorld" $world, $letters).Errors | Should -BeNullOrEmpty -Because 'the world is entered'
    foreach ($step in $expected.Prepare) { (Invoke-ExampleScript $runspace (Resolve-ExampleText "$step")).Errors | Should -BeNullOrEmpty -Because 'the world is prepared' }
    $exampleHost.Screen.Said.Clear()
    # Where something has to happen in between, such as a study that is pushed, statement by statement.
    $parts = if ($expected.After) { [Language.Parser]::ParseInput($Code, [ref]$null, [ref]$null).EndBlock.Statements.Extent.Text } else { $Code }
    $output = [List[object]]::new()
    foreach ($part in $parts) {
        $ran = Invoke-ExampleScript $runspace $part -StopAfter $expected.StopAfter
        $ran.Errors | Should -BeNullOrEmpty -Because $part
        $exampleHost.ExitCode | Should -BeNullOrEmpty
        $ran.IsStopped | Should -Be ([bool]$expected.StopAfter)
        $output.AddRange($ran.Output)
        foreach ($step in @($expected.After.Keys | Where-Object { $part.StartsWith($_) })) {
            (Invoke-ExampleScript $runspace (Resolve-ExampleText "$($expected.After[$step])")).Errors | Should -BeNullOrEmpty -Because "what follows on $step"
        }
    }
    $output = $output.ToArray()
    $env:DEIDPS_STORE = if ($expected.Store) { Join-Path $world $expected.Store } else { "$world/deid" }
    $said = $exampleHost.Screen.Said -join "`n"
    if ($expected.Expect) { & $expected.Expect } else { $output | Should -Not -BeNullOrEmpty }
}
