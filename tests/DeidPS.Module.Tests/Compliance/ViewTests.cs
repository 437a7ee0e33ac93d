using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Runtime.Loader;
using System.Xml.Linq;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>
/// Every table as a console of 80 and of 120 columns shows it, for labels of 20 characters, UIDs of 64, long names of files and the longest words of each
/// enumeration: what tells a row from others and what became of it are shown whole, no column is squeezed, no line is broken by the console.
/// </summary>
public sealed class ViewTests : IDisposable
{
    /// <summary>View, columns that tell its rows apart, and after the bar columns that say what became of them; the second may be cut when they list several things.</summary>
    private static readonly string[] s_views =
    [
        "HeaderRow Tag |", "HeaderDifference Tag | Change", "DictionaryEntry Tag Keyword |", "PolicyFinding Line Id | Severity", "AnonymiseResult Source | Status Reason", "DicomSample Path |", "DeidKeyFile Fingerprint Path |",
        "DeidHeldExport Source | Status", "PseudonymRecord Kind Pseudonym |", "DeidFinding SourceName Path | Confidence Rule", "DeidReport Path | Certain Possible", "DicomNode Name CalledAE |", "DicomRetrieval StudyInstanceUID | Status Received Missing",
        "InstanceReference SeriesInstanceUID SOPInstanceUID |", "DicomQueryResult PatientID AccessionNumber | Images", "DicomReceiver Port AETitle | State", "DicomArrival ArrivalId | Quarantined Failed", "DicomReceipt CallingAE | Status Reason",
        "DicomSendResult Source | Status Reason", "DicomNodeCheck Step | Status Detail", "StorageOffer SOPClassUID |", "StoreDescription Path | Catalog", "DeidRoutingRule Target Rule |", "DeidRouting Source Project Session | Reason", "RoutingStep Target Rule | Outcome",
        "DeidImport Source Session | Status Reason", "PushedMatch Line Id Session | Status", "ArchiveCheck Id Session | CanArchive Codes", "DeidOriginal Session PatientID AccessionNumber |", "OptOutImport Project | Cleared BlockedEntries InvalidLines", "DeidAccess Project Identity | Role",
        "DeidProject Id | Mode", "PrearchiveEntry Id Session Project | State", "ArchiveResult Session | Status Conflicts", "DeidSession Session Project | Note", "DeidShare Session Label To | State", "DeletionCertificate Project | Scope Sessions", "ProjectRetention Project | RetentionEnd DaysLeft",
        "CopyResult NewSession To Session | Status", "DeidSessionRemoval Session Project | Instances", "AuditFinding Sequence | Kind Message", "StoreFinding Place | Kind Message", "BackupResult Destination | Damaged", "AuditLine Actor Action | Result", "ExportResult Session | Status",
        "ProjectContent Session Subject | Instances", "SeriesSummary Project Modality | Instances", "StorageUse Project | Sessions Bytes", "RequestFinding Line Column | IsError Code Message", "SeriesFilter Name | Exclude Include", "DeidRequest Line Session | State Reason", "QueueStatus Node | State Open Failed",
        "OptOutExport Project | Numbers InvalidLines", "ProjectApproval Project | Reason", "DeidReview Session Entry | State Findings", "DeidSample Session Entry | State Findings", "DataFinding Rule Path | Severity", "IngestionStatusGstt Line Session | Status", "IngestionStatus Line Session | Status Reason",
        "IngestionCount Status Reason | Requests", "AccessionTrace Line AccessionNumber Session | Status", "PacsComparison Session | Status Missing",
    ];

    private readonly ModuleSession _session = new();

    /// <summary>Tables that are the first view of their type: what is drawn or listed by itself is a table only where somebody asks for one.</summary>
    private readonly List<XElement> _tables = [.. XDocument.Load(Path.Combine(Repository.Root, "module", "DeidPS.Format.ps1xml")).Descendants("View").DistinctBy(v => v.Descendants("TypeName").First().Value).Where(v => v.Element("TableControl") is not null)];

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Keys_and_states_are_shown_whole_and_no_column_is_squeezed()
    {
        Assert.Equal(s_views.Select(v => v.Split(' ')[0]).Order(), _tables.Select(Name).Order());
        var faults = new List<string>();
        foreach (var width in (int[])[80, 120])
        {
            _session.Screen.UI.RawUI.BufferSize = new Size(width, 50);
            foreach (var table in _tables)
            {
                var parts = s_views.Single(v => v.Split(' ')[0] == Name(table)).Split('|');
                faults.AddRange(Faults(table, parts[0].Split(' ')[1..^1], parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries), width).Select(f => $"{Name(table)} at {width}: {f}"));
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Numbers_are_on_the_right_and_every_column_is_a_property()
    {
        Assert.All(_tables, table =>
        {
            var type = TypeOf(table);
            Assert.All(Columns(table), c =>
            {
                if (c.Property is null)
                {
                    return;
                }

                var property = type.GetProperty(c.Property);
                Assert.True(property is not null, $"{Name(table)}: {c.Property}");
                var value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                Assert.True(c.IsRight || !(value == typeof(int) || value == typeof(long) || value == typeof(double)) || c.Property == "PlacesLeft", $"{Name(table)}: {c.Label}");
            });
        });
    }

    [Fact]
    public void Lists_show_properties_that_there_are()
    {
        var lists = XDocument.Load(Path.Combine(Repository.Root, "module", "DeidPS.Format.ps1xml")).Descendants("View").Where(v => v.Element("ListControl") is not null).ToList();
        Assert.InRange(lists.Count, 30, 100);
        Assert.All(lists, list =>
        {
            var type = TypeOf(list);
            Assert.All(list.Descendants("ListItem").Elements("PropertyName"), p => Assert.True(type.GetProperty(p.Value) is not null, $"{Name(list)}: {p.Value}"));
        });
    }

    private IEnumerable<string> Faults(XElement table, string[] keys, string[] states, int width)
    {
        var item = Worst(TypeOf(table), table.Descendants("TypeName").First().Value);
        var lines = _session.Render("$args[0]", item).Split('\n').Select(l => l.TrimEnd('\r')).ToList();
        foreach (var line in lines.Where(l => l.Length > width))
        {
            yield return $"a line of {line.Length}";
        }

        var columns = Columns(table);
        var dashes = lines.FindIndex(l => l.StartsWith("--", StringComparison.Ordinal) || l.TrimStart().StartsWith("--", StringComparison.Ordinal));
        var shown = lines[dashes - 1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!shown.SequenceEqual(columns.Select(c => c.Label).Take(shown.Length)))
        {
            yield return "squeezed: " + string.Join(' ', shown);
        }

        foreach (var label in keys.Concat(states))
        {
            var column = columns.Single(c => c.Label == label);
            if (!shown.Contains(label))
            {
                yield return $"{label} is not shown";
            }
            else if (column.Property is not null && item.Properties[column.Property].Value is { } value and not System.Collections.IList && (keys.Contains(label) || value is Enum || value is ValueType) && !IsWhole(lines, dashes, label, string.Create(CultureInfo.InvariantCulture, $"{value}").Trim()))
            {
                yield return $"{label} is cut: {string.Join('/', lines.Skip(dashes + 1).Where(l => l.Length > 0))}";
            }
        }
    }

    /// <summary>On one line, or on several one below the other.</summary>
    private static bool IsWhole(List<string> lines, int dashes, string label, string value)
    {
        var start = lines[dashes - 1].IndexOf(label, StringComparison.Ordinal);
        return lines.Skip(dashes + 1).Any(l => l.Contains(value, StringComparison.Ordinal))
            || string.Concat(lines.Skip(dashes + 1).Select(l => l.Length > start && (start == 0 || l[start - 1] == ' ') ? l[start..].Split(' ')[0] : string.Empty)).Contains(value, StringComparison.Ordinal);
    }

    private static string Name(XElement view) => view.Element("Name")!.Value;

    private static List<(string Label, string? Property, bool IsRight)> Columns(XElement table) =>
        [.. table.Descendants("TableColumnHeader").Zip(table.Descendants("TableColumnItem"), (h, i) => (h.Element("Label")!.Value, i.Element("PropertyName")?.Value, h.Element("Alignment")?.Value == "Right"))];

    private Type TypeOf(XElement view)
    {
        var name = view.Descendants("TypeName").First().Value.Split('#')[0];
        var module = ((CmdletInfo)_session.Run("Get-Command Get-DeidStore").Output[0].BaseObject).ImplementingType.Assembly;
        return AssemblyLoadContext.GetLoadContext(module)!.Assemblies.Select(a => a.GetType(name)).OfType<Type>().First();
    }

    /// <summary>An object that the shell takes for one of a type, with long but legal values.</summary>
    private static PSObject Worst(Type type, string name)
    {
        var item = new PSObject();
        item.TypeNames.Insert(0, name);
        foreach (var property in type.GetProperties().Where(p => p.GetIndexParameters().Length == 0 && !(p.GetMethod?.IsStatic ?? true)))
        {
            item.Properties.Add(new PSNoteProperty(property.Name, Value(property.Name, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, type.Name)));
        }

        return item;
    }

    private static object Value(string name, Type type, string owner)
    {
        if (type.IsEnum)
        {
            return Enum.GetValues(type).Cast<object>().MaxBy(v => v.ToString()!.Length)!;
        }

        return type == typeof(string) || type.Name is "DicomTag" or "DicomVR" ? Text(name, owner)
            : type == typeof(bool) ? true
            : type == typeof(int) || type == typeof(long) ? name.EndsWith("Bytes", StringComparison.Ordinal) ? 123_456_789_012L : name == "Port" ? 65535 : name is "VM" or "Position" or "Column" or "PlacesLeft" or "High" or "Medium" or "Low" ? 12 : 54_321
            : type == typeof(double) ? 1234.5
            : type == typeof(DateTime) ? new DateTime(2026, 10, 31, 12, 34, 56)
            : type == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 10, 31, 12, 34, 56, TimeSpan.Zero)
            : new[] { $"{name}ItemOne", $"{name}ItemTwo", $"{name}ItemThree" };
    }

    private static string Text(string name, string owner) => (owner, name) switch
    {
        (_, "VR") => "SQ",
        (_, "VM") => "1-n",
        (_, "IndentedTag") => ">>>>(0040,A730)",
        (_, "TagText") => "(0040,A730)",
        (_, "Path") when owner is "DeidFinding" or "DataFinding" => "(0040,A730)[12].(0040,A730)[3].(0040,A160)",
        ("DictionaryEntry", "Keyword") => "RequestedProcedureDescriptionCodeSequence",
        ("PolicyFinding", "Id") or ("RequestFinding", "Code") => "ProfileRuleInvalid",
        ("DeidProject", "Id") or (_, "Project" or "Subject" or "Session" or "NewSession" or "Label" or "To" or "SharedFrom" or "Name" or "Node") => (name + "-LONGLABEL-000000000")[..20],
        (_, "Id" or "Entry" or "ArrivalId" or "Arrival") => "20261031T123456.789Z-ab12",
        (_, "SourceName") => "1.2.826.0.1.3680043.8.498.12345678901234567890123456789012345678.dcm",
        (_, "SOPClassUID") => "1.2.840.10008.5.1.4.1.1.481.23.1",
        (_, "Pseudonym") => "2.25.329800735698586629295641978511506172918",
        _ when name.EndsWith("UID", StringComparison.Ordinal) => "1.2.826.0.1.3680043.8.498.12345678901234567890123456789012345678",
        (_, "Path" or "Destination" or "Place" or "Source") => "/data/research/neuro-oncology/2026/archive/NEURO-TRIAL/SUBJECT-0001/scan-0001.dcm",
        (_, "HostName") => "pacs-archive.radiology.example.org",
        (_, "AETitle" or "CalledAE" or "CallingAE") => "LONG_AE_TITLE_16",
        (_, "Identity" or "Actor" or "By") => "HOSPITAL\\A.RESEARCHR",
        (_, "AccessionNumber" or "PatientID") => name[..3] + "-1234567890",
        (_, "Modality") => "RTSTRUCT",
        (_, "Action") => "ReadRequestOriginals",
        (_, "Result") => "Denied",
        (_, "Role") => "Administrator",
        (_, "Fingerprint") => "1a2b3c4d",
        (_, "Masked") => "Z***",
        (_, "Column") => "Relabel Patient Name",
        ("DicomNodeCheck", "Step") => "Association",
        ("RoutingStep" or "DeidRoutingRule", "Rule") => "(0008,1030):(Project|Study):([A-Za-z0-9_]+);Subject:([A-Z]+)",
        (_, "RequestsText") => "12345",
        _ => $"{name} that has a long text which says what happened, where that was, and what somebody may do about it now.",
    };
}
