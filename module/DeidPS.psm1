# Loads the cmdlets into their own assembly load context. Reads nothing but module/bin and writes nothing.
$bin = [System.IO.Path]::Combine($PSScriptRoot, 'bin')
$loaderPath = [System.IO.Path]::Combine($bin, 'DeidPS.Loader.dll')
if (-not [System.IO.File]::Exists($loaderPath)) {
    throw [System.IO.FileNotFoundException]::new("The module has not been built: '$loaderPath' is missing. Run 'dotnet build DeidPS.sln' in the clone, then import again.", $loaderPath)
}

# Not Add-Type: it belongs to a module that a bare host lacks.
$loader = [System.Reflection.Assembly]::LoadFrom($loaderPath).GetType('DeidPS.Loader.LoadContext', $true)
$cmdlets = $loader.GetMethod('Initialize').Invoke($null, @(, $bin))
$inner = & (Get-Command -Name 'Import-Module' -CommandType Cmdlet -Module 'Microsoft.PowerShell.Core') -Assembly $cmdlets -PassThru

# The second import of a loaded assembly finds a cached module and exports nothing from it (PowerShell/PowerShell#20710),
# so the cmdlets and aliases are added to this module by hand. Adding what is there already changes nothing.
$self = $ExecutionContext.SessionState.Module
$private = [System.Reflection.BindingFlags]'Instance, NonPublic'
foreach ($cmdlet in $inner.ExportedCmdlets.Values) {
    if (-not $self.ExportedCmdlets.ContainsKey($cmdlet.Name)) {
        $null = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', $private).Invoke($self, @(, $cmdlet))
    }
}

foreach ($alias in $inner.ExportedAliases.Values) {
    if (-not $self.ExportedAliases.ContainsKey($alias.Name)) {
        $null = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedAlias', $private).Invoke($self, @(, $alias))
    }
}
