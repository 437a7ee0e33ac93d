using DeidPS.Module.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Pester;

/// <summary>Every file in tests/Pester, and the runner itself. The files may set environment variables.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class PesterTests(ITestOutputHelper output)
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "tests", "Pester");

    public static TheoryData<string> Files => [.. Directory.GetFiles(s_folder, "*.Tests.ps1").Select(f => Path.GetFileName(f)).Where(f => f != ExamplesTests.File).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Pester_file_passes(string name) => AssertPasses(PesterFile.Load(Path.Combine(s_folder, name)), PesterRun.RunHosted, output);

    /// <summary>Runs a file; every test of it passes, or is skipped and says why.</summary>
    /// <param name="runHosted">How it is run where there is no Pester.</param>
    internal static void AssertPasses(PesterFile file, Func<PesterFile, IReadOnlyList<PesterResult>> runHosted, ITestOutputHelper output)
    {
        if (!PesterRun.UsesRealPester)
        {
            Assert.Empty(file.Problems);
        }

        var results = PesterRun.UsesRealPester ? PesterRun.RunInShell(file) : runHosted(file);
        output.WriteLine(PesterRun.UsesRealPester ? "run by Pester" : "run by the compatible runner");
        foreach (var result in results)
        {
            output.WriteLine($"{result.Result,-8}{result.Name} {result.Message}");
        }

        Assert.NotEqual(0, file.TestCount);
        Assert.Equal(file.TestCount, results.Where(r => r.Line > 0).Select(r => r.Line).Distinct().Count());
        Assert.DoesNotContain(results, r => r.Result is not ("Passed" or "Skipped"));
        Assert.Contains(results, r => r.Result == "Passed");
    }

    [Theory]
    [InlineData("Describe 'a' { It 'b' { Mock Get-Item { } } }", "Mock")]
    [InlineData("Describe 'a' { It 'b' { InModuleScope DeidPS { 1 } } }", "InModuleScope")]
    [InlineData("Describe 'a' { It 'b' { 1 | Should -BeInRange 3 } }", "Should -BeInRange")]
    [InlineData("Describe 'a' { It 'b' { Should -Invoke Get-Item } }", "Should -Invoke")]
    [InlineData("Describe 'a' { It 'b' -Pending { } }", "It -Pending")]
    [InlineData("Describe 'a' { It 'b' { Set-ItResult -Skipped } }", "Set-ItResult")]
    [InlineData("Describe 'a' { It 'b' { 1 | Should-Be 1 } }", "Should-Be")]
    [InlineData("BeforeDiscovery { $x = 1 }; Describe 'a' { It 'b' { } }", "BeforeDiscovery")]
    [InlineData("Describe 'a' { It 'b' { $x = @{ Be = $true }; 1 | Should @x } }", "splatted")]
    [InlineData("Describe 'a' { It 'b' { 'TestRegistry:\\x' | Should -Exist } }", "TestRegistry:")]
    public void Unsupported_feature_is_named_when_the_file_is_loaded(string script, string feature)
    {
        var file = Load(script);
        Assert.Contains(file.Problems, p => p.Contains(feature, StringComparison.Ordinal) && p.StartsWith("line 1:", StringComparison.Ordinal));
        Assert.Throws<NotSupportedException>(() => PesterRun.RunHosted(file));
    }

    [Fact]
    public void Every_operator_passes_and_fails_as_it_should()
    {
        var results = PesterRun.RunHosted(Load(Operators()));
        Assert.NotEmpty(results);
        foreach (var result in results)
        {
            Assert.True(result.Result == (result.Name.Contains("fails", StringComparison.Ordinal) ? "Failed" : "Passed"), $"{result.Name}: {result.Result} {result.Message}");
        }
    }

    [Fact]
    public void Set_up_cases_scopes_and_drive_work_as_in_Pester()
    {
        const string Script = """
            $cases = 'case'
            BeforeAll { $top = 'top'; function Get-Helper { 'helped' } }
            Describe 'outer' {
                BeforeAll { $order = [System.Collections.Generic.List[string]]::new(); Set-Content TestDrive:/kept.txt 'x' }
                BeforeEach { $order.Add('before'); $each = 1 }
                AfterEach { $order.Add('after') }
                It 'sees the file scope and helpers' { $top | Should -Be 'top'; Get-Helper | Should -Be 'helped'; $each | Should -Be 1 }
                It 'adds <a> and <b>' -TestCases @{ a = 1; b = 2; sum = 3 }, @{ a = 2; b = 2; sum = 4 } { $a + $b | Should -Be $sum }
                It 'takes plain values: <_>' -ForEach 1, 2 { $_ | Should -BeGreaterThan 0 }
                It 'is skipped' -Skip { throw 'ran' }
                It 'ran set-up and clean-up around each test' { $order | Should -Be @('before', 'after', 'before', 'after', 'before', 'after', 'before', 'after', 'before', 'after', 'before') }
                Context 'inner' {
                    BeforeAll { $inner = "$top-inner"; Set-Content TestDrive:/gone.txt 'x' }
                    It 'sees both scopes' { $inner | Should -Be 'top-inner'; 'TestDrive:/gone.txt' | Should -Exist; 'TestDrive:/kept.txt' | Should -Exist }
                }
                It 'does not see the inner scope or its files' { $inner | Should -BeNullOrEmpty; 'TestDrive:/gone.txt' | Should -Not -Exist }
                Context 'broken set-up' { BeforeAll { throw 'no' }; It 'fails' { } }
                It 'sees what the file prepared: <_>' -ForEach $cases { $_ | Should -Be 'case' }
                Context 'of <name>' -ForEach @{ name = 'x' } { It 'knows it' { $name | Should -Be 'x' } }
                It 'fails' { throw 'on purpose' }
            }
            """;
        var file = Load(Script);
        Assert.Empty(file.Problems);
        var results = PesterRun.RunHosted(file);
        foreach (var result in results)
        {
            var expected = result.Name.EndsWith("fails", StringComparison.Ordinal) ? "Failed" : result.Name.EndsWith("is skipped", StringComparison.Ordinal) ? "Skipped" : "Passed";
            Assert.True(result.Result == expected, $"{result.Name}: {result.Result} {result.Message}");
        }

        Assert.Equal(13, results.Count);
        Assert.Contains(results, r => r.Name == "outer > adds 2 and 2");
        Assert.Contains(results, r => r.Name == "outer > of x > knows it");
    }

    [Fact]
    public void Error_outside_of_a_test_is_a_failure()
    {
        Assert.Contains(PesterRun.RunHosted(Load("Describe 'a' { throw 'discovery' }")), r => r.Result == "Failed");
    }

    private static PesterFile Load(string script)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("deidps-pester-").FullName, "x.Tests.ps1");
        File.WriteAllText(path, script);
        return PesterFile.Load(path);
    }

    private static string Operators()
    {
        (string Passes, string Fails)[] cases =
        [
            ("1 | Should -Be 1", "1 | Should -Be 2"),
            ("'a' | Should -Be 'A'", "'a' | Should -Not -Be 'A'"),
            ("1, 2 | Should -Be @(1, 2)", "1, 2 | Should -Be @(2, 1)"),
            ("'a' | Should -BeExactly 'a'", "'a' | Should -BeExactly 'A'"),
            ("1 | Should -BeTrue", "0 | Should -BeTrue"),
            ("$false | Should -BeFalse", "1 | Should -BeFalse"),
            ("$null | Should -BeNullOrEmpty", "1 | Should -BeNullOrEmpty"),
            ("@() | Should -BeNullOrEmpty", "@(1, 2) | Should -BeNullOrEmpty"),
            ("'x' | Should -Not -BeNullOrEmpty", "'' | Should -Not -BeNullOrEmpty"),
            ("'abc' | Should -BeLike 'a*'", "'abc' | Should -BeLike 'b*'"),
            ("'abc' | Should -Match '^a'", "'abc' | Should -Match '^b'"),
            ("1, 2 | Should -Contain 2", "1, 2 | Should -Contain 3"),
            ("1 | Should -BeIn @(1, 2)", "3 | Should -BeIn @(1, 2)"),
            ("1, 2 | Should -HaveCount 2", "1 | Should -HaveCount 2"),
            ("@() | Should -HaveCount 0", "@() | Should -HaveCount 1"),
            ("2 | Should -BeGreaterThan 1", "1 | Should -BeGreaterThan 1"),
            ("1 | Should -BeLessThan 2", "2 | Should -BeLessThan 2"),
            ("1 | Should -BeGreaterOrEqual 1", "0 | Should -BeGreaterOrEqual 1"),
            ("1 | Should -BeLessOrEqual 1", "2 | Should -BeLessOrEqual 1"),
            ("1 | Should -BeOfType [int]", "1 | Should -BeOfType [string]"),
            ("'x' | Should -BeOfType System.String", "1 | Should -BeOfType System.String"),
            ("$PSHOME | Should -Exist", "'TestDrive:/nothing' | Should -Exist"),
            ("{ throw 'a b' } | Should -Throw", "{ 1 } | Should -Throw"),
            ("{ throw 'a b' } | Should -Throw 'a*'", "{ throw 'a b' } | Should -Throw 'b*'"),
            ("{ throw 'a b' } | Should -Throw -ExpectedMessage '*b'", "{ throw 'a b' } | Should -Throw -ExpectedMessage '*c'"),
            ("{ throw 'id' } | Should -Throw -ErrorId 'id'", "{ throw 'id' } | Should -Throw -ErrorId 'other'"),
            ("{ [int]::Parse('x') } | Should -Throw -ExceptionType ([System.Management.Automation.MethodInvocationException])", "{ throw 'x' } | Should -Throw -ExceptionType ([System.ArgumentException])"),
            ("{ 1 } | Should -Not -Throw", "{ throw 'x' } | Should -Not -Throw"),
            ("Should -ActualValue 1 -Be 1 -Because 'it is'", "Should -ActualValue 1 -Be 2 -Because 'it is not'"),
        ];
        var lines = cases.Select((c, i) => $"It 'passes {i}' {{ {c.Passes} }}\nIt 'fails {i}' {{ {c.Fails} }}");
        return "Describe 'operators' {\n" + string.Join('\n', lines) + "\n}";
    }
}
