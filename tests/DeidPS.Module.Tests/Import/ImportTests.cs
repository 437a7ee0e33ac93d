using System.Management.Automation;
using System.Reflection;
using System.Reflection.Emit;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Import;

public sealed class ImportTests
{
    private const string CountCommands = "(Get-Command -Module DeidPS).Count";

    [Fact]
    public void Manifest_is_valid_and_needs_what_the_framework_gives()
    {
        using var session = new ModuleSession();
        var manifest = (PSModuleInfo)session.Run("Test-ModuleManifest $args[0]", Repository.Manifest).Output.Single().BaseObject;
        var framework = new Dictionary<string, string> { ["net8.0"] = "7.4", ["net9.0"] = "7.5", ["net10.0"] = "7.6" };
        var target = System.Xml.Linq.XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("TargetFramework").Single().Value;
        Assert.Equal(Version.Parse(framework[target]), manifest.PowerShellVersion);
        Assert.Equal(["Core"], manifest.CompatiblePSEditions);
    }

    [Fact]
    public void Import_twice_and_with_force_keeps_every_command_and_alias()
    {
        using var session = new ModuleSession();
        var first = session.Run(CountCommands).Output.Single().BaseObject;
        session.Import();
        Assert.Equal(first, session.Run(CountCommands).Output.Single().BaseObject);
        for (var i = 0; i < 2; i++)
        {
            Assert.Empty(session.Run("Import-Module -Name $args[0] -Force", Repository.Manifest).Errors);
            Assert.Equal(first, session.Run(CountCommands).Output.Single().BaseObject);
            Assert.Equal("Invoke-Anonymise", session.Run("(Get-Command Invoke-Anonymize).ResolvedCommandName").Output.Single().ToString());
            Assert.Equal("(0010,0010)", session.Run("(Get-DicomTag PatientName).TagText").Output.Single().ToString());
        }

        Assert.NotEqual(0, first);
    }

    [Fact]
    public void Remove_takes_the_commands_away_and_import_brings_them_back()
    {
        using var session = new ModuleSession();
        var first = session.Run(CountCommands).Output.Single().BaseObject;
        Assert.Empty(session.Run("Remove-Module DeidPS").Errors);
        Assert.Equal(0, session.Run(CountCommands).Output.Single().BaseObject);
        session.Import();
        Assert.Equal(first, session.Run(CountCommands).Output.Single().BaseObject);
        Assert.Equal("(0010,0010)", session.Run("(Get-DicomTag PatientName).TagText").Output.Single().ToString());
    }

    [Fact]
    public void Two_runspaces_import_and_work_at_once()
    {
        Parallel.For(0, 4, _ =>
        {
            using var session = new ModuleSession();
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal("(0010,0020)", session.Run("(Get-DicomTag PatientID).TagText").Output.Single().ToString());
            }
        });
    }

    [Fact]
    public void Types_come_from_the_staged_folder_behind_their_own_context()
    {
        using var session = new ModuleSession();
        var type = session.Run("Get-DicomTag PatientName").Output.Single().BaseObject.GetType();
        Assert.Equal("DeidPS", System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(type.Assembly)!.Name);
        Assert.Equal(Repository.Bin, Path.GetDirectoryName(type.Assembly.Location));
    }

    [Fact]
    public void Native_library_is_found_beside_the_assemblies_and_by_platform()
    {
        using var session = new ModuleSession();
        var loader = (Type)session.Run("[DeidPS.Loader.LoadContext]").Output.Single().BaseObject;
        var find = loader.GetMethod("FindNative", BindingFlags.NonPublic | BindingFlags.Static)!;
        var folder = Directory.CreateTempSubdirectory("deidps-native-").FullName;
        var suffix = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var platform = system + "-" + System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var byPlatform = Path.Combine(folder, "runtimes", platform, "native", "libe_sample" + suffix);
        Directory.CreateDirectory(Path.GetDirectoryName(byPlatform)!);
        Assert.Null(find.Invoke(null, [folder, "e_sample"]));
        File.WriteAllText(byPlatform, string.Empty);
        Assert.Equal(byPlatform, find.Invoke(null, [folder, "e_sample"]));
        var beside = Path.Combine(folder, "e_sample" + suffix);
        File.WriteAllText(beside, string.Empty);
        Assert.Equal(beside, find.Invoke(null, [folder, "e_sample"]));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Native_library_loads_through_the_context()
    {
        // Any native library will do; the engine package brings one for most platforms.
        var source = Directory.EnumerateFiles(AppContext.BaseDirectory, "*psl-native*", SearchOption.AllDirectories)
            .FirstOrDefault(f => f.Contains(OperatingSystem.IsMacOS() ? "osx" : "linux-" + System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), StringComparison.Ordinal));
        if (source is null)
        {
            return;
        }

        using var session = new ModuleSession();
        var context = System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(session.Run("Get-DicomTag PatientName").Output.Single().BaseObject.GetType().Assembly)!;
        var load = context.GetType().GetMethod("LoadUnmanagedDll", BindingFlags.NonPublic | BindingFlags.Instance)!;
        Assert.Equal((nint)0, load.Invoke(context, ["deidps_no_such_library"]));
        var staged = Path.Combine(Repository.Bin, "libdeidps_test_native" + Path.GetExtension(source));
        File.Copy(source, staged, overwrite: true);
        try
        {
            Assert.NotEqual((nint)0, load.Invoke(context, ["deidps_test_native"]));
        }
        finally
        {
            File.Delete(staged);
        }
    }

    [Fact]
    public void Command_loads_the_module_by_name()
    {
        var parent = Directory.CreateTempSubdirectory("deidps-path-").FullName;
        Directory.CreateSymbolicLink(Path.Combine(parent, "DeidPS"), Repository.Root);
        var run = ChildProcess.RunHost(["-Command", "Remove-Module DeidPS; (Get-DicomTag PatientName).TagText"], start => start.Environment["PSModulePath"] = parent);
        Assert.Equal(string.Empty, run.Error);
        Assert.Equal("(0010,0010)", run.Output.Trim());
        Directory.Delete(Path.Combine(parent, "DeidPS"));
        Directory.Delete(parent);
    }

    [Fact]
    public void Import_works_without_HOME_and_TMP_and_writes_nothing()
    {
        var home = Directory.CreateTempSubdirectory("deidps-home-").FullName;
        var run = ChildProcess.RunHost(["-Command", "(Get-DicomTag PatientName).TagText"], start =>
        {
            foreach (var name in new[] { "HOME", "USERPROFILE", "TMP", "TEMP", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME" })
            {
                start.Environment.Remove(name);
            }

            start.WorkingDirectory = home;
        });
        Assert.Equal(string.Empty, run.Error);
        Assert.Equal("(0010,0010)", run.Output.Trim());
        Assert.Empty(Directory.EnumerateFileSystemEntries(home));

        var files = Snapshot();
        Assert.Equal(0, ChildProcess.RunHost(["-Command", "Get-DicomTag PatientName"], start => start.Environment["HOME"] = home).ExitCode);
        Assert.Equal(files, Snapshot());
        Directory.Delete(home, recursive: true);

        static string[] Snapshot() => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "module"), "*", SearchOption.AllDirectories).Where(f => !f.Contains("deidps_test_native", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Another_CsvHelper_in_the_process_does_no_harm()
    {
        var folder = Directory.CreateTempSubdirectory("deidps-csv-").FullName;
        var stranger = new PersistedAssemblyBuilder(new AssemblyName("CsvHelper") { Version = new Version(99, 0, 0, 0) }, typeof(object).Assembly);
        stranger.DefineDynamicModule("CsvHelper").DefineType("Stranger", TypeAttributes.Public).CreateType();
        stranger.Save(Path.Combine(folder, "CsvHelper.dll"));
        var script = $$"""
            $null = [System.Reflection.Assembly]::LoadFrom('{{folder}}/CsvHelper.dll')
            [System.IO.File]::WriteAllText('{{folder}}/p.das', "version `"6.3`"`n(0010,0010) := `"A`"`n")
            $null = New-DicomSample -Destination '{{folder}}/in' -Modality CT
            $null = Invoke-Anonymise '{{folder}}/in' -Recurse -Destination '{{folder}}/out' -Policy '{{folder}}/p.das' -Report '{{folder}}/report.csv' -WarningAction SilentlyContinue
            [System.AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'CsvHelper' }.ForEach{ $_.GetName().Version.Major } -join ' '
            """;
        var run = ChildProcess.RunHost(["-Command", script]);
        Assert.Equal(string.Empty, run.Error);
        Assert.Equal("99 34", run.Output.Trim());
        Assert.NotEmpty(File.ReadAllText(Path.Combine(folder, "report.csv")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Import_without_a_build_says_what_to_do()
    {
        var folder = Directory.CreateTempSubdirectory("deidps-bare-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "module"));
        File.Copy(Repository.Manifest, Path.Combine(folder, "DeidPS.psd1"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "module")))
        {
            File.Copy(file, Path.Combine(folder, "module", Path.GetFileName(file)));
        }

        using var session = new ModuleSession(import: false);
        var error = session.Run("Import-Module -Name $args[0]", Path.Combine(folder, "DeidPS.psd1")).Errors[0];
        Assert.Contains("dotnet build DeidPS.sln", error.ToString(), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
