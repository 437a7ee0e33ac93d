# Stand-ins for commands that pwsh brings in Microsoft.PowerShell.Management and .Utility and the bare engine does not.
# Only the parameters that examples and tests use; same names, same meaning. Never defined where the real ones exist.

function Write-Output {
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromRemainingArguments)][AllowNull()][AllowEmptyCollection()][object[]]$InputObject, [switch]$NoEnumerate)
    process { if ($NoEnumerate) { , $InputObject } else { $InputObject } }
}

function Write-Host {
    param([Parameter(Position = 0, ValueFromPipeline, ValueFromRemainingArguments)][object]$Object = '', [switch]$NoNewline, [object]$Separator = ' ', [System.ConsoleColor]$ForegroundColor, [System.ConsoleColor]$BackgroundColor)
    process {
        $text = @($Object) -join $Separator
        if ($PSBoundParameters.ContainsKey('ForegroundColor')) { $Host.UI.Write($ForegroundColor, $Host.UI.RawUI.BackgroundColor, $text) } else { $Host.UI.Write($text) }
        if (-not $NoNewline) { $Host.UI.WriteLine('') }
    }
}

function Write-Error {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)][string]$Message, [string]$ErrorId = 'WriteError', [System.Management.Automation.ErrorCategory]$Category = 'NotSpecified', [object]$TargetObject)
    $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([System.Exception]::new($Message), $ErrorId, $Category, $TargetObject))
}

function Write-Warning { [CmdletBinding()] param([Parameter(Mandatory, Position = 0, ValueFromPipeline)][string]$Message) process { $PSCmdlet.WriteWarning($Message) } }
function Write-Verbose { [CmdletBinding()] param([Parameter(Mandatory, Position = 0, ValueFromPipeline)][string]$Message) process { $PSCmdlet.WriteVerbose($Message) } }
function Write-Debug { [CmdletBinding()] param([Parameter(Mandatory, Position = 0, ValueFromPipeline)][string]$Message) process { $PSCmdlet.WriteDebug($Message) } }
function Write-Information { [CmdletBinding()] param([Parameter(Mandatory, Position = 0)][object]$MessageData, [string[]]$Tags = @()) $PSCmdlet.WriteInformation($MessageData, $Tags) }

function Write-Progress {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)][string]$Activity, [Parameter(Position = 1)][string]$Status = 'Processing', [int]$Id = 0, [int]$PercentComplete = -1, [switch]$Completed)
    $record = [System.Management.Automation.ProgressRecord]::new($Id, $Activity, $Status)
    $record.PercentComplete = $PercentComplete
    if ($Completed) { $record.RecordType = 'Completed' }
    $PSCmdlet.WriteProgress($record)
}

function Get-Location { $ExecutionContext.SessionState.Path.CurrentLocation }
function Set-Location { param([Parameter(Mandatory, Position = 0)][string]$Path) $null = $ExecutionContext.SessionState.Path.SetLocation($Path); [System.Environment]::CurrentDirectory = $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath }
function Push-Location { param([Parameter(Position = 0)][string]$Path) $ExecutionContext.SessionState.Path.PushCurrentLocation($null); if ($Path) { Set-Location $Path } }
function Pop-Location { $null = $ExecutionContext.SessionState.Path.PopLocation($null) }

function Resolve-Path {
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)][string[]]$Path)
    process { foreach ($item in $Path) { $ExecutionContext.SessionState.Path.GetResolvedPSPathFromPSPath($item) } }
}

function Join-Path {
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)][string[]]$Path, [Parameter(Mandatory, Position = 1)][string]$ChildPath, [Parameter(Position = 2, ValueFromRemainingArguments)][string[]]$AdditionalChildPath = @())
    process {
        foreach ($item in $Path) {
            foreach ($part in @($ChildPath) + $AdditionalChildPath) { $item = $ExecutionContext.SessionState.Path.Combine($item, $part) }
            $item
        }
    }
}

function Split-Path {
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)][string[]]$Path, [switch]$Parent, [switch]$Leaf, [switch]$LeafBase, [switch]$Extension)
    process {
        foreach ($item in $Path) {
            $name = $ExecutionContext.SessionState.Path.ParseChildName($item)
            if ($Leaf) { $name }
            elseif ($LeafBase) { [System.IO.Path]::GetFileNameWithoutExtension($name) }
            elseif ($Extension) { [System.IO.Path]::GetExtension($name) }
            else { $ExecutionContext.SessionState.Path.ParseParent($item, '') }
        }
    }
}

function Test-Path {
    param([Parameter(Position = 0, ValueFromPipeline, ParameterSetName = 'Path')][AllowEmptyString()][string[]]$Path, [Parameter(Mandatory, ParameterSetName = 'LiteralPath')][Alias('PSPath')][string[]]$LiteralPath, [ValidateSet('Any', 'Container', 'Leaf')][string]$PathType = 'Any')
    process {
        foreach ($item in $(if ($PSCmdlet.ParameterSetName -eq 'LiteralPath') { $LiteralPath } else { $Path })) {
            if ([string]::IsNullOrEmpty($item)) { $false; continue }
            $isThere = $ExecutionContext.InvokeProvider.Item.Exists($item, $false, $PSCmdlet.ParameterSetName -eq 'LiteralPath')
            if ($isThere -and $PathType -ne 'Any') { $isThere = $ExecutionContext.InvokeProvider.Item.IsContainer($item) -eq ($PathType -eq 'Container') }
            $isThere
        }
    }
}

function Get-Item {
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline, ParameterSetName = 'Path')][string[]]$Path, [Parameter(Mandatory, ParameterSetName = 'LiteralPath')][Alias('PSPath')][string[]]$LiteralPath)
    process { $ExecutionContext.InvokeProvider.Item.Get([string[]]@($Path + $LiteralPath | Where-Object { $_ }), $true, $PSCmdlet.ParameterSetName -eq 'LiteralPath') }
}

function Get-ChildItem {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param([Parameter(Position = 0, ValueFromPipeline, ParameterSetName = 'Path')][string[]]$Path = '.', [Parameter(Mandatory, ParameterSetName = 'LiteralPath')][Alias('PSPath')][string[]]$LiteralPath, [Parameter(Position = 1)][string]$Filter = '*', [switch]$Recurse, [switch]$File, [switch]$Directory, [switch]$Name, [switch]$Force)
    process {
        $isLiteral = $PSCmdlet.ParameterSetName -eq 'LiteralPath'
        foreach ($item in $(if ($isLiteral) { $LiteralPath } else { $Path })) {
            foreach ($child in $ExecutionContext.InvokeProvider.ChildItem.Get([string[]]@($item), [bool]$Recurse, [bool]$Force, $isLiteral)) {
                if ($Filter -ne '*' -and $child.Name -notlike $Filter) { continue }
                if (($File -and $child.PSIsContainer) -or ($Directory -and -not $child.PSIsContainer)) { continue }
                if ($Name) { $child.Name } else { $child }
            }
        }
    }
}

function New-Item {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory, Position = 0)][string]$Path, [string]$Name, [Alias('Type')][string]$ItemType = 'File', [object]$Value, [switch]$Force)
    $target = if ($Name) { Join-Path $Path $Name } else { $Path }
    if ($PSCmdlet.ShouldProcess($target, 'New-Item')) { $ExecutionContext.InvokeProvider.Item.New([string[]]@($Path), $Name, $ItemType, $Value, [bool]$Force) }
}

function Remove-Item {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline, ParameterSetName = 'Path')][string[]]$Path, [Parameter(Mandatory, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName)][Alias('PSPath')][string[]]$LiteralPath, [switch]$Recurse, [switch]$Force)
    process {
        foreach ($item in @($Path + $LiteralPath | Where-Object { $_ })) {
            if ($PSCmdlet.ShouldProcess($item, 'Remove-Item')) { $ExecutionContext.InvokeProvider.Item.Remove([string[]]@($item), [bool]$Recurse, [bool]$Force, $PSCmdlet.ParameterSetName -eq 'LiteralPath') }
        }
    }
}

function Copy-Item {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)][string[]]$Path, [Parameter(Position = 1)][string]$Destination, [switch]$Recurse, [switch]$Force)
    process { foreach ($item in $Path) { if ($PSCmdlet.ShouldProcess("$item -> $Destination", 'Copy-Item')) { $null = $ExecutionContext.InvokeProvider.Item.Copy([string[]]@($item), $Destination, [bool]$Recurse, 'CopyTargetContainer', [bool]$Force, $false) } } }
}

function Move-Item {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)][string[]]$Path, [Parameter(Position = 1)][string]$Destination)
    process { foreach ($item in $Path) { if ($PSCmdlet.ShouldProcess("$item -> $Destination", 'Move-Item')) { $null = $ExecutionContext.InvokeProvider.Item.Move($item, $Destination) } } }
}

function Get-Content {
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)][string[]]$Path, [switch]$Raw, [switch]$AsByteStream, [string]$Encoding)
    process {
        foreach ($item in $Path) {
            foreach ($file in $ExecutionContext.SessionState.Path.GetResolvedPSPathFromPSPath($item)) {
                if ($AsByteStream) { [System.IO.File]::ReadAllBytes($file.ProviderPath) }
                elseif ($Raw) { [System.IO.File]::ReadAllText($file.ProviderPath) }
                else { [System.IO.File]::ReadLines($file.ProviderPath) }
            }
        }
    }
}

function Set-Content {
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory, Position = 0)][string]$Path, [Parameter(Mandatory, Position = 1, ValueFromPipeline)][AllowNull()][AllowEmptyCollection()][object[]]$Value, [switch]$NoNewline, [switch]$AsByteStream, [string]$Encoding)
    begin { $all = [System.Collections.Generic.List[object]]::new() }
    process { foreach ($item in $Value) { $all.Add($item) } }
    end {
        $file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
        if (-not $PSCmdlet.ShouldProcess($file, 'Set-Content')) { return }
        if ($AsByteStream) { [System.IO.File]::WriteAllBytes($file, [byte[]]$all.ToArray()) }
        elseif ($NoNewline) { [System.IO.File]::WriteAllText($file, -join $all) }
        else { [System.IO.File]::WriteAllLines($file, [string[]]$all.ToArray()) }
    }
}

function New-Object {
    param([Parameter(Mandatory, Position = 0)][string]$TypeName, [Parameter(Position = 1)][object[]]$ArgumentList = @(), [System.Collections.IDictionary]$Property)
    $result = if ($TypeName -in 'PSObject', 'psobject', 'PSCustomObject') { [pscustomobject]@{} } else { ($TypeName -as [type])::new.Invoke($ArgumentList) }
    if ($Property) { foreach ($key in $Property.Keys) { if ($result.PSObject.Properties[$key]) { $result.$key = $Property[$key] } else { $result.PSObject.Properties.Add([psnoteproperty]::new($key, $Property[$key])) } } }
    $result
}

function Get-Date { param([Parameter(Position = 0)][datetime]$Date = [datetime]::Now, [string]$Format) if ($Format) { $Date.ToString($Format, [cultureinfo]::InvariantCulture) } else { $Date } }
function Start-Sleep { param([Parameter(Position = 0)][double]$Seconds, [int]$Milliseconds) [System.Threading.Thread]::Sleep($(if ($Milliseconds) { $Milliseconds } else { [int]($Seconds * 1000) })) }
function New-TemporaryFile { [System.IO.FileInfo]::new([System.IO.Path]::GetTempFileName()) }
function Measure-Command { param([Parameter(Mandatory, Position = 0)][scriptblock]$Expression) $clock = [System.Diagnostics.Stopwatch]::StartNew(); $null = . $Expression; $clock.Elapsed }
function Get-Variable { param([Parameter(Mandatory, Position = 0)][string]$Name, [switch]$ValueOnly) $variable = $ExecutionContext.SessionState.PSVariable.Get($Name); if ($ValueOnly) { $variable.Value } else { $variable } }

function Get-FileHash {
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)][string[]]$Path, [ValidateSet('SHA256')][string]$Algorithm = 'SHA256')
    process {
        foreach ($item in $ExecutionContext.SessionState.Path.GetResolvedPSPathFromPSPath($Path[0])) {
            $stream = [System.IO.File]::OpenRead($item.ProviderPath)
            try { [pscustomobject]@{ Algorithm = $Algorithm; Hash = [System.Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData($stream)); Path = $item.ProviderPath } } finally { $stream.Dispose() }
        }
    }
}

# The value of a property given by name, script block or @{ Name; Expression }.
function Get-DeidHostField {
    param($Field, $Item)
    if ($Field -is [System.Collections.IDictionary]) {
        $expression = $Field['Expression'] ?? $Field['E']
        $name = $Field['Name'] ?? $Field['N'] ?? $Field['Label'] ?? $Field['L'] ?? "$expression"
    }
    else { $expression = $Field; $name = "$Field" }
    $value = if ($expression -is [scriptblock]) { $Item | ForEach-Object $expression } else { $Item.$expression }
    [pscustomobject]@{ Name = $name; Value = $value }
}

function Select-Object {
    param([Parameter(ValueFromPipeline)][psobject]$InputObject, [Parameter(Position = 0)][object[]]$Property, [string]$ExpandProperty, [int]$First = -1, [int]$Last = -1, [int]$Skip = 0, [switch]$Unique)
    begin { $all = [System.Collections.Generic.List[object]]::new() }
    process { if ($null -ne $InputObject) { $all.Add($InputObject) } }
    end {
        $from = [Math]::Min($Skip, $all.Count)
        $count = $all.Count - $from
        if ($First -ge 0) { $count = [Math]::Min($First, $count) }
        if ($Last -ge 0) { $from = $all.Count - [Math]::Min($Last, $all.Count); $count = $all.Count - $from }
        $seen = [System.Collections.Generic.HashSet[string]]::new()
        foreach ($item in $all.GetRange($from, $count)) {
            $result = $item
            if ($ExpandProperty) { $result = $item.$ExpandProperty }
            elseif ($Property) {
                $fields = [ordered]@{}
                foreach ($field in $Property) {
                    if ($field -is [string] -and $field.Contains('*')) { foreach ($match in $item.PSObject.Properties.Match($field)) { $fields[$match.Name] = $match.Value } }
                    else { $pair = Get-DeidHostField $field $item; $fields[$pair.Name] = $pair.Value }
                }
                $result = [pscustomobject]$fields
            }
            if (-not $Unique -or $seen.Add("$result")) { $result }
        }
    }
}

function Sort-Object {
    param([Parameter(ValueFromPipeline)][psobject]$InputObject, [Parameter(Position = 0)][object[]]$Property, [switch]$Descending, [switch]$Unique)
    begin { $all = [System.Collections.Generic.List[object]]::new() }
    process { if ($null -ne $InputObject) { $all.Add($InputObject) } }
    end {
        $keyed = foreach ($item in $all) {
            $keys = if ($Property) { foreach ($field in $Property) { , (Get-DeidHostField $field $item).Value } } else { , $item.PSObject.BaseObject }
            , [System.Tuple]::Create([object]$item, [object[]]@($keys))
        }
        $compare = [System.Comparison[object]] {
            param($left, $right)
            for ($i = 0; $i -lt $left.Item2.Count; $i++) {
                $order = [System.Management.Automation.LanguagePrimitives]::Compare($left.Item2[$i], $right.Item2[$i], $true)
                if ($order -ne 0) { return $(if ($Descending) { -$order } else { $order }) }
            }
            0
        }
        $list = [System.Collections.Generic.List[object]]::new([object[]]@($keyed))
        # A stable order: insertion by binary search keeps equal items as they came.
        $sorted = [System.Collections.Generic.List[object]]::new()
        foreach ($entry in $list) {
            $low = 0; $high = $sorted.Count
            while ($low -lt $high) { $middle = ($low + $high) -shr 1; if ($compare.Invoke($sorted[$middle], $entry) -le 0) { $low = $middle + 1 } else { $high = $middle } }
            if ($Unique -and $low -gt 0 -and $compare.Invoke($sorted[$low - 1], $entry) -eq 0) { continue }
            $sorted.Insert($low, $entry)
        }
        foreach ($entry in $sorted) { $entry.Item1 }
    }
}

function Group-Object {
    param([Parameter(ValueFromPipeline)][psobject]$InputObject, [Parameter(Position = 0)][object[]]$Property, [switch]$AsHashTable, [switch]$NoElement)
    begin { $groups = [ordered]@{} }
    process {
        $keys = if ($Property) { foreach ($field in $Property) { "$((Get-DeidHostField $field $InputObject).Value)" } } else { "$($InputObject.PSObject.BaseObject)" }
        $name = $keys -join ', '
        if (-not $groups.Contains($name)) { $groups[$name] = [System.Collections.Generic.List[object]]::new() }
        $groups[$name].Add($InputObject)
    }
    end {
        if ($AsHashTable) { $table = @{}; foreach ($name in $groups.Keys) { $table[$name] = $groups[$name].ToArray() }; return $table }
        foreach ($name in $groups.Keys) { if ($NoElement) { [pscustomobject]@{ Count = $groups[$name].Count; Name = $name } } else { [pscustomobject]@{ Count = $groups[$name].Count; Name = $name; Group = $groups[$name].ToArray() } } }
    }
}

function Measure-Object {
    param([Parameter(ValueFromPipeline)][psobject]$InputObject, [Parameter(Position = 0)][string]$Property, [switch]$Sum, [switch]$Average, [switch]$Maximum, [switch]$Minimum)
    begin { $all = [System.Collections.Generic.List[object]]::new() }
    process { if ($null -ne $InputObject) { $all.Add($(if ($Property) { $InputObject.$Property } else { $InputObject.PSObject.BaseObject })) } }
    end {
        $total = $largest = $smallest = $null
        foreach ($value in $all) {
            if ($Sum -or $Average) { $total += $value }
            if ($null -eq $largest -or $value -gt $largest) { $largest = $value }
            if ($null -eq $smallest -or $value -lt $smallest) { $smallest = $value }
        }
        [pscustomobject]@{ Count = $all.Count; Average = $(if ($Average -and $all.Count) { $total / $all.Count }); Sum = $(if ($Sum) { $total }); Maximum = $(if ($Maximum) { $largest }); Minimum = $(if ($Minimum) { $smallest }); Property = $Property }
    }
}

function Compare-Object {
    param([Parameter(Mandatory, Position = 0)][AllowEmptyCollection()][object[]]$ReferenceObject, [Parameter(Mandatory, Position = 1)][AllowEmptyCollection()][object[]]$DifferenceObject)
    foreach ($item in $DifferenceObject) { if ($item -notin $ReferenceObject) { [pscustomobject]@{ InputObject = $item; SideIndicator = '=>' } } }
    foreach ($item in $ReferenceObject) { if ($item -notin $DifferenceObject) { [pscustomobject]@{ InputObject = $item; SideIndicator = '<=' } } }
}

function Out-String {
    param([Parameter(ValueFromPipeline)][psobject]$InputObject, [int]$Width = 120)
    begin { $all = [System.Collections.Generic.List[string]]::new() }
    process { if ($null -ne $InputObject) { $all.Add("$InputObject") } }
    end { ($all -join [System.Environment]::NewLine) + [System.Environment]::NewLine }
}

# Text of a table or list; numbers right-aligned. The engine's own views need no command: they apply when objects reach the console.
function Format-Table {
    param([Parameter(ValueFromPipeline)][psobject]$InputObject, [Parameter(Position = 0)][object[]]$Property, [switch]$AutoSize, [switch]$HideTableHeaders, [switch]$Wrap)
    begin { $all = [System.Collections.Generic.List[object]]::new() }
    process { if ($null -ne $InputObject) { $all.Add($InputObject) } }
    end {
        if ($all.Count -eq 0) { return }
        if (-not $Property) { return $all }
        $rows = foreach ($item in $all) { , @(foreach ($field in $Property) { Get-DeidHostField $field $item }) }
        $columns = for ($i = 0; $i -lt $Property.Count; $i++) {
            $width = $rows[0][$i].Name.Length
            $isNumber = $true
            foreach ($row in $rows) { $width = [Math]::Max($width, "$($row[$i].Value)".Length); $isNumber = $isNumber -and ($row[$i].Value -is [ValueType]) -and $row[$i].Value -isnot [bool] -and $row[$i].Value -isnot [enum] }
            [pscustomobject]@{ Name = $rows[0][$i].Name; Width = $width; IsNumber = $isNumber }
        }
        $line = { param($cells) $text = for ($i = 0; $i -lt $cells.Count; $i++) { if ($columns[$i].IsNumber) { "$($cells[$i])".PadLeft($columns[$i].Width) } else { "$($cells[$i])".PadRight($columns[$i].Width) } }; ($text -join ' ').TrimEnd() }
        ''
        if (-not $HideTableHeaders) { & $line @($columns.Name); & $line @($columns | ForEach-Object { '-' * $_.Name.Length }) }
        foreach ($row in $rows) { & $line @($row | ForEach-Object { $_.Value }) }
        ''
    }
}

function Format-List {
    param([Parameter(ValueFromPipeline)][psobject]$InputObject, [Parameter(Position = 0)][object[]]$Property = '*')
    process {
        $fields = foreach ($field in $Property) { if ($field -is [string] -and $field.Contains('*')) { $InputObject.PSObject.Properties.Match($field) } else { Get-DeidHostField $field $InputObject } }
        $width = ($fields | ForEach-Object { $_.Name.Length } | Sort-Object -Descending)[0]
        ''
        foreach ($field in $fields) { "$($field.Name.PadRight($width)) : $($field.Value)" }
    }
}

function ConvertTo-DeidHostText { param([string]$Text) '"' + [System.Text.Json.JsonEncodedText]::Encode($Text).ToString() + '"' }

function ConvertTo-DeidHostNode {
    param($Value, [int]$Depth)
    if ($Value -is [psobject] -and $Value.PSObject.BaseObject -isnot [System.Management.Automation.PSCustomObject]) { $Value = $Value.PSObject.BaseObject }
    if ($null -eq $Value) { return 'null' }
    if ($Value -is [bool]) { return "$Value".ToLowerInvariant() }
    if ($Value -is [string] -or $Value -is [char]) { return ConvertTo-DeidHostText $Value }
    if ($Value -is [enum]) { return $Value.ToString('d') }
    if ($Value.GetType().IsPrimitive -or $Value -is [decimal]) { return [System.Convert]::ToString($Value, [cultureinfo]::InvariantCulture) }
    if ($Value -is [datetime]) { return ConvertTo-DeidHostText $Value.ToString('o', [cultureinfo]::InvariantCulture) }
    if ($Depth -lt 0) { return ConvertTo-DeidHostText "$Value" }
    if ($Value -is [System.Collections.IDictionary]) { return '{' + (@(foreach ($key in $Value.Keys) { (ConvertTo-DeidHostText "$key") + ':' + (ConvertTo-DeidHostNode $Value[$key] ($Depth - 1)) }) -join ',') + '}' }
    if ($Value -is [System.Collections.IEnumerable]) { return '[' + (@(foreach ($item in $Value) { ConvertTo-DeidHostNode $item ($Depth - 1) }) -join ',') + ']' }
    '{' + (@(foreach ($field in $Value.PSObject.Properties) { (ConvertTo-DeidHostText $field.Name) + ':' + (ConvertTo-DeidHostNode $field.Value ($Depth - 1)) }) -join ',') + '}'
}

function ConvertTo-Json {
    param([Parameter(ValueFromPipeline)][object]$InputObject, [int]$Depth = 2, [switch]$Compress, [switch]$AsArray)
    begin { $all = [System.Collections.Generic.List[object]]::new() }
    process { $all.Add($InputObject) }
    end {
        $text = if ($AsArray -or $all.Count -ne 1) { ConvertTo-DeidHostNode $all ($Depth + 1) } else { ConvertTo-DeidHostNode $all[0] $Depth }
        if ($Compress) { return $text }
        $options = [System.Text.Json.JsonSerializerOptions]::new(); $options.WriteIndented = $true
        [System.Text.Json.Nodes.JsonNode]::Parse($text).ToJsonString($options)
    }
}

function ConvertFrom-DeidHostNode {
    param([System.Text.Json.JsonElement]$Node)
    switch ($Node.ValueKind) {
        'Object' { $fields = [ordered]@{}; foreach ($field in $Node.EnumerateObject()) { $fields[$field.Name] = ConvertFrom-DeidHostNode $field.Value }; [pscustomobject]$fields }
        'Array' { , @(foreach ($item in $Node.EnumerateArray()) { ConvertFrom-DeidHostNode $item }) }
        'String' { $Node.GetString() }
        'Number' { $whole = 0L; if ($Node.TryGetInt64([ref]$whole)) { $whole } else { $Node.GetDouble() } }
        'True' { $true }
        'False' { $false }
        default { $null }
    }
}

function ConvertFrom-Json {
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)][string[]]$InputObject)
    begin { $text = [System.Text.StringBuilder]::new() }
    process { foreach ($line in $InputObject) { $null = $text.AppendLine($line) } }
    end { $document = [System.Text.Json.JsonDocument]::Parse($text.ToString()); try { ConvertFrom-DeidHostNode $document.RootElement } finally { $document.Dispose() } }
}

function ConvertTo-Csv {
    param([Parameter(ValueFromPipeline)][psobject]$InputObject, [string]$Delimiter = ',')
    begin { $names = $null }
    process {
        $quote = { param($value) '"' + "$value".Replace('"', '""') + '"' }
        if (-not $names) { $names = @($InputObject.PSObject.Properties.Name); @($names | ForEach-Object { & $quote $_ }) -join $Delimiter }
        @($names | ForEach-Object { & $quote $InputObject.$_ }) -join $Delimiter
    }
}

function Export-Csv {
    param([Parameter(Mandatory, Position = 0)][string]$Path, [Parameter(ValueFromPipeline)][psobject]$InputObject, [switch]$NoTypeInformation, [string]$Delimiter = ',')
    begin { $all = [System.Collections.Generic.List[object]]::new() }
    process { $all.Add($InputObject) }
    end { $all | ConvertTo-Csv -Delimiter $Delimiter | Set-Content -Path $Path }
}

function Import-Csv {
    param([Parameter(Mandatory, Position = 0)][string]$Path, [string]$Delimiter = ',')
    $text = [System.IO.File]::ReadAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path))
    $rows = [System.Collections.Generic.List[object]]::new(); $row = [System.Collections.Generic.List[string]]::new(); $cell = [System.Text.StringBuilder]::new(); $isQuoted = $false
    for ($i = 0; $i -lt $text.Length; $i++) {
        $c = $text[$i]
        if ($isQuoted) { if ($c -eq '"') { if ($i + 1 -lt $text.Length -and $text[$i + 1] -eq '"') { $null = $cell.Append('"'); $i++ } else { $isQuoted = $false } } else { $null = $cell.Append($c) } }
        elseif ($c -eq '"') { $isQuoted = $true }
        elseif ($c -eq $Delimiter) { $row.Add($cell.ToString()); $null = $cell.Clear() }
        elseif ($c -eq "`n") { $row.Add($cell.ToString().TrimEnd("`r")); $null = $cell.Clear(); $rows.Add($row); $row = [System.Collections.Generic.List[string]]::new() }
        else { $null = $cell.Append($c) }
    }
    if ($cell.Length -or $row.Count) { $row.Add($cell.ToString()); $rows.Add($row) }
    for ($i = 1; $i -lt $rows.Count; $i++) { $fields = [ordered]@{}; for ($j = 0; $j -lt $rows[0].Count; $j++) { $fields[$rows[0][$j]] = $rows[$i][$j] }; [pscustomobject]$fields }
}
