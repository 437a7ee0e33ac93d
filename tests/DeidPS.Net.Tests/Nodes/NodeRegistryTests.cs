using System.Text;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Net.Tests.Nodes;

public sealed class NodeRegistryTests : IDisposable
{
    private static readonly DicomNode s_full = new()
    {
        Name = "sectra",
        HostName = "pacs.example.org",
        Port = 11112,
        CalledAE = "SECTRA",
        CallingAE = "RESEARCH",
        Tls = new TlsSettings { Certificate = "/etc/us.pem", TrustedRoots = "/etc/roots.pem", ServerName = "pacs", RequireClientCertificate = true },
        UserName = "reader",
        Model = QueryModel.PatientRoot,
        RetrieveMethod = RetrieveMethod.Get,
        RetrieveLevel = QueryLevel.Image,
        MoveDestination = "STORE",
        ReceiverPort = 8105,
        UseFuzzyMatching = true,
        UseRelationalQueries = true,
        UseCombinedDateTime = true,
        UseTimezone = true,
        ResultLimit = 500,
        Limits = new NodeLimits
        {
            MaxAssociations = 2, UtilizationPercent = 50, MaxRestSec = 600, MinIntervalSec = 60, MaxAttempts = 50, BackoffSec = 120, BreakerThreshold = 7, AdaptiveRate = false,
            Windows = NodeSchedule.Parse(["Mon-Fri 20:00-06:00 associations=3 utilization=70", "Sun 00:00-24:00"]),
        },
        ConnectTimeoutSec = 1,
        AcceptTimeoutSec = 2,
        TimeoutSec = 3,
        IdleTimeoutSec = 4,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly NodeRegistry _registry;

    public NodeRegistryTests() => _registry = new NodeRegistry(UserFile, MachineFile);

    private string UserFile => Path.Combine(_folder.Path, "user", "deep", "nodes.json");

    private string MachineFile => Path.Combine(_folder.Path, "machine", "nodes.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_file_is_no_node_and_reading_makes_none()
    {
        Assert.Empty(_registry.Read());
        Assert.Null(_registry.Find("sectra"));
        Assert.False(_registry.Remove("sectra", NodeScope.CurrentUser, default));
        Assert.Equal(NodeException.NoMatch, Assert.Throws<NodeException>(() => _registry.Get("sectra")).ErrorId);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Every_setting_comes_back_and_what_a_file_leaves_out_has_its_default()
    {
        Add(s_full);
        Assert.Equal(s_full, _registry.Get("SECTRA"));

        // Nothing of the record is left out of the file by mistake: each setting above differs from its default.
        var defaults = new DicomNode { HostName = "x", CalledAE = "X" };
        Assert.All(typeof(DicomNode).GetProperties().Where(p => p.CanWrite), p => Assert.NotEqual(p.GetValue(defaults), p.GetValue(s_full)));
        var limits = new NodeLimits();
        Assert.All(typeof(NodeLimits).GetProperties().Where(p => p.CanWrite), p => Assert.NotEqual(p.GetValue(limits), p.GetValue(s_full.Limits)));
        Write(UserFile, """{ "nodes": [ { "name": "b", "hostName": "h", "calledAE": "B", "limits": { "maxAttempts": 9 } } ] }""");
        Assert.Equal(new NodeLimits { MaxAttempts = 9 }, Assert.Single(_registry.Read()).Limits);
        Write(UserFile, """{ "nodes": [ { "name": "b", "hostName": "h", "calledAE": "B" } ] }""");
        Assert.Equal(new DicomNode { Name = "b", HostName = "h", CalledAE = "B" }, Assert.Single(_registry.Read()));
    }

    [Fact]
    public void Users_node_wins_over_the_machines_and_lists_are_by_name()
    {
        Add(Node("sectra", "MACHINE"), NodeScope.AllUsers);
        Add(Node("b", "B"), NodeScope.AllUsers);
        Add(Node("Sectra", "USER"));
        Add(Node("a", "A"));
        Assert.Equal(["a", "b", "Sectra"], _registry.Read().Select(n => n.Name));
        Assert.Equal("USER", _registry.Get("SECTRA").CalledAE);
        Assert.Equal("MACHINE", _registry.Find("Sectra", NodeScope.AllUsers)!.CalledAE);
        Assert.True(_registry.Remove("SECTRA", NodeScope.CurrentUser, default));
        Assert.Equal("MACHINE", _registry.Get("sectra").CalledAE);
        Assert.False(_registry.Remove("SECTRA", NodeScope.CurrentUser, default));
    }

    [Fact]
    public void A_name_is_taken_once_unless_it_is_to_be_replaced()
    {
        Add(Node("a", "FIRST"));
        Assert.Equal(NodeException.NodeExists, Assert.Throws<NodeException>(() => Add(Node("A", "SECOND"))).ErrorId);
        Assert.Equal("FIRST", _registry.Get("a").CalledAE);
        _registry.Add(Node("A", " SECOND "), NodeScope.CurrentUser, replace: true, default);
        Assert.Equal(("A", "SECOND"), (Assert.Single(_registry.Read()).Name, _registry.Get("a").CalledAE));
    }

    [Fact]
    public void A_broken_node_is_not_stored()
    {
        Assert.Equal(NodeException.NodeSettingInvalid, Assert.Throws<NodeException>(() => Add(Node("a", "A") with { Port = 0 })).ErrorId);
        Assert.Equal(NodeException.NodeSettingInvalid, Assert.Throws<NodeException>(() => Add(Node("*", "A"))).ErrorId);
        Assert.False(File.Exists(UserFile));
    }

    [Theory]
    [InlineData("", "its beginning", "line 1")]
    [InlineData("null", "holds no nodes", "")]
    [InlineData("{ \"nodes\": [\n{ \"name\": \"a\",\n \"hostName\": }] }", "line 3", "")]
    [InlineData("{ \"nodes\": [\n{ \"name\": \"a\" }\n", "line 3", "")]
    [InlineData("{ \"nodes\": [\n{ \"name\": \"a\", \"hostName\": \"h\", \"calledAE\": \"A\",\n \"passcode\": \"ZZSECRET\" }] }", "'passcode', line 3", "")]
    [InlineData("{\n \"node\": [] }", "'node', line 2", "")]
    [InlineData("{ \"nodes\": [\n{ \"name\": \"a\", \"hostName\": \"h\",\n \"port\": \"ZZPORT\" }] }", "$.nodes[0].port, line 3", "")]
    [InlineData("{ \"nodes\": [\n{ \"name\": \"a\", \"hostName\": \"h\",\n \"model\": \"ZZMODEL\" }] }", "$.nodes[0].model, line 3", "")]
    [InlineData("{ \"nodes\": [\n{ \"name\": \"a\", \"hostName\": \"h\",\n \"hostName\": \"i\" }] }", "line 3", "")]
    [InlineData("{ \"nodes\": null }", "$.nodes", "")]
    [InlineData("// a comment\n{ \"nodes\": [] }", "line 1", "")]
    [InlineData("{ \"version\": 2 }", "form 2", "")]
    [InlineData("{ \"nodes\": [ { \"hostName\": \"h\", \"calledAE\": \"A\" } ] }", "node number 1", "Name is empty")]
    [InlineData("{ \"nodes\": [ null ] }", "node number 1", "")]
    [InlineData("{ \"nodes\": [ { \"name\": \"a\", \"calledAE\": \"A\" } ] }", "node 'a'", "HostName is empty")]
    [InlineData("{ \"nodes\": [ { \"name\": \"a\", \"hostName\": \"h\", \"calledAE\": \"A\", \"port\": 70000 } ] }", "node 'a'", "Port is no port")]
    [InlineData("{ \"nodes\": [ { \"name\": \"a\", \"hostName\": \"h\", \"calledAE\": \"A\", \"model\": 9 } ] }", "", "")]
    [InlineData("{ \"nodes\": [ { \"name\": \"a\", \"hostName\": \"h\", \"calledAE\": \"A\", \"limits\": { \"windows\": [ \"Mon ZZ\" ] } } ] }", "node 'a'", "at character 5")]
    [InlineData("{ \"nodes\": [ { \"name\": \"a\", \"hostName\": \"h\", \"calledAE\": \"A\", \"limits\": { \"windows\": [ null ] } } ] }", "node 'a'", "at character 1")]
    [InlineData("{ \"nodes\": [ { \"name\": \"a\", \"hostName\": \"h\", \"calledAE\": \"A\", \"limits\": { \"maxAttempts\": 0 } } ] }", "node 'a'", "MaxAttempts")]
    [InlineData("{ \"nodes\": [ { \"name\": \"a\", \"hostName\": \"h\", \"calledAE\": \"A\" }, { \"name\": \"A\", \"hostName\": \"h\", \"calledAE\": \"A\" } ] }", "two nodes 'A'", "")]
    public void A_damaged_file_is_an_error_with_its_place_and_stays_as_it_is(string text, string first, string second)
    {
        Write(UserFile, text);
        foreach (var action in new Action[] { () => _registry.Read(), () => Add(Node("z", "Z")), () => _registry.Add(Node("a", "Z"), NodeScope.CurrentUser, replace: true, default), () => _registry.Remove("a", NodeScope.CurrentUser, default) })
        {
            var error = Assert.Throws<NodeException>(action);
            Assert.Equal(NodeException.NodeRegistryInvalid, error.ErrorId);
            Assert.Contains(UserFile, error.Message, StringComparison.Ordinal);
            Assert.True(error.Message.Contains(first, StringComparison.Ordinal) || error.Message.Contains(second, StringComparison.Ordinal), error.Message);
            Assert.DoesNotContain("ZZ", (error.Message + error.RecommendedAction).Replace(UserFile, string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("DeidPS.Net", error.Message, StringComparison.Ordinal);
            Assert.Null(error.InnerException);
        }

        Assert.Equal(text, File.ReadAllText(UserFile));
    }

    [Fact]
    public void A_byte_order_mark_is_no_damage_and_damage_of_the_machines_file_does_not_hide_the_users_node()
    {
        Write(UserFile, "\uFEFF{ \"nodes\": [ { \"name\": \"a\", \"hostName\": \"h\", \"calledAE\": \"A\" } ] }");
        Write(MachineFile, "damaged");
        Assert.Equal("A", _registry.Get("a").CalledAE);
        Assert.Contains(MachineFile, Assert.Throws<NodeException>(() => _registry.Get("b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_owner_opens_the_users_file_and_everybody_reads_the_machines()
    {
        Add(s_full);
        Add(s_full, NodeScope.AllUsers);
        Assert.Equal(["nodes.json", "nodes.json.lock"], Directory.GetFiles(Path.GetDirectoryName(UserFile)!).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(UserFile));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(UserFile)!));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(MachineFile));
            File.SetUnixFileMode(UserFile, (UnixFileMode)0x1B6);
            Assert.Contains("Everybody may write", Assert.Throws<NodeException>(() => _registry.Read()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        if (OperatingSystem.IsWindows())
        {
            // To make links needs a right there that test accounts lack.
            return;
        }

        var real = Path.Combine(_folder.Path, "real.json");
        Write(real, "{ \"nodes\": [] }");
        Directory.CreateDirectory(Path.GetDirectoryName(UserFile)!);
        File.CreateSymbolicLink(UserFile, real);
        Add(Node("a", "A"));
        Assert.Equal(real, File.ResolveLinkTarget(UserFile, returnFinalTarget: true)!.FullName);
        Assert.Contains("\"A\"", File.ReadAllText(real), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writers_at_once_lose_nothing_and_readers_see_whole_files()
    {
        const int Writers = 4;
        const int Each = 15;
        Add(Node("first", "A"));
        using var stop = new CancellationTokenSource();
        var isReading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reader = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Contains(_registry.Read(), n => n.Name == "first");
                isReading.TrySetResult();
            }
        });
        await Task.WhenAny(isReading.Task, reader);
        var writers = Enumerable.Range(0, Writers).Select(w => Task.Run(() =>
        {
            // Each as another process would: a registry of its own.
            var registry = new NodeRegistry(UserFile, MachineFile) { LockTimeout = TimeSpan.FromMinutes(2) };
            for (var i = 0; i < Each; i++)
            {
                registry.Add(Node($"n{w}-{i}", "A"), NodeScope.CurrentUser, replace: false, default);
            }
        }));
        await Task.WhenAll(writers);
        await stop.CancelAsync();
        await reader;
        Assert.Equal((Writers * Each) + 1, _registry.Read().Count);
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(UserFile)!).Length);
    }

    [Fact]
    public async Task A_writer_that_does_not_end_is_an_error_and_the_wait_can_be_stopped()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(UserFile)!);
        using (PrivateFile.OpenAlone(UserFile + ".lock"))
        {
            var impatient = new NodeRegistry(UserFile, MachineFile) { LockTimeout = TimeSpan.FromMilliseconds(1) };
            Assert.Equal(NodeException.NodeRegistryLocked, Assert.Throws<NodeException>(() => impatient.Add(Node("a", "A"), NodeScope.CurrentUser, false, default)).ErrorId);
            using var stop = new CancellationTokenSource();
            var waiting = Task.Run(() => new NodeRegistry(UserFile, MachineFile) { LockTimeout = TimeSpan.FromHours(1) }.Add(Node("a", "A"), NodeScope.CurrentUser, false, stop.Token));
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        Add(Node("a", "A"));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_an_error()
    {
        Write(Path.Combine(_folder.Path, "user"), "a file where the folder should be");
        Assert.Equal("WriteFailed", Assert.Throws<NodeException>(() => Add(Node("a", "A"))).ErrorId);
        Directory.CreateDirectory(MachineFile);
        Assert.Equal("ReadFailed", Assert.Throws<NodeException>(() => _registry.Read(NodeScope.AllUsers)).ErrorId);
    }

    [Fact]
    public void The_file_names_no_secret_and_a_secret_does_not_show_itself()
    {
        Add(s_full);
        var text = File.ReadAllText(UserFile, Encoding.UTF8);
        Assert.DoesNotContain("pass", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(typeof(DicomNode).GetProperties().Concat(typeof(TlsSettings).GetProperties()), p => p.Name.Contains("Pass", StringComparison.OrdinalIgnoreCase));
        var secrets = new AssociationSecrets { Passcode = "ZZ1", CertificatePassword = "ZZ2" };
        Assert.Equal("AssociationSecrets", $"{secrets}");
    }

    private static DicomNode Node(string name, string title) => new() { Name = name, HostName = "h", CalledAE = title };

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void Add(DicomNode node, NodeScope scope = NodeScope.CurrentUser) => _registry.Add(node, scope, replace: false, default);
}
