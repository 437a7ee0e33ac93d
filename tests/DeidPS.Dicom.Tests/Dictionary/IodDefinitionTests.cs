using System.Globalization;
using System.IO.Compression;
using Xunit.Abstractions;

namespace DeidPS.Dicom.Tests.Dictionary;

public sealed class IodDefinitionTests(ITestOutputHelper output)
{
    private const string Ct = "1.2.840.10008.5.1.4.1.1.2";
    private const string EnhancedCt = "1.2.840.10008.5.1.4.1.1.2.1";
    private const string GrayscaleSoftcopy = "1.2.840.10008.5.1.4.1.1.11.1";
    private const string BasicTextReport = "1.2.840.10008.5.1.4.1.1.88.11";

    private static DicomTag Tag(string tag) => new(uint.Parse(tag.Replace('x', '0'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    private static string Word(AttributeType type) => type switch
    {
        AttributeType.Type1 => "1",
        AttributeType.Type1C => "1C",
        AttributeType.Type2 => "2",
        AttributeType.Type2C => "2C",
        AttributeType.Type3 => "3",
        _ => "-",
    };

    private static AttributeType TypeAt(IodDefinition iod, string path)
    {
        var node = iod.Root;
        var steps = path.Split('.');
        foreach (var step in steps.AsSpan()[..^1])
        {
            node = node.Items(Tag(step));
        }

        return node.TypeOf(Tag(steps[^1]));
    }

    [Fact]
    public void Every_row_of_the_flattened_table_is_found_with_its_type()
    {
        var file = Path.Combine(RepositoryPath.Root, "..", "shared", "data", "iod-attributes.tsv.gz");
        if (!File.Exists(file))
        {
            output.WriteLine("The flattened table is not here; hand-chosen facts stand in for it.");
            return;
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        Assert.Equal("iod\tpath\ttype\tusage", reader.ReadLine());
        var rows = 0;
        var wrong = new List<string>();
        var roots = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            rows++;
            var found = Word(TypeAt(IodDefinition.Named(cells[0]), cells[1]));
            if (found != cells[2])
            {
                wrong.Add($"{line}: {found}");
            }

            if (!cells[1].Contains('.', StringComparison.Ordinal))
            {
                if (!roots.TryGetValue(cells[0], out var tags))
                {
                    roots[cells[0]] = tags = new HashSet<string>(StringComparer.Ordinal);
                }

                tags.Add(cells[1].Replace('x', '0'));
            }
        }

        output.WriteLine($"{rows} rows of {roots.Count} IODs compared, {wrong.Count} differ");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        Assert.Equal(89_397, rows);

        // And the other way round: at the top level no attribute that the flattened table lacks.
        foreach (var (iod, tags) in roots)
        {
            Assert.Equal(tags.Order(StringComparer.Ordinal), IodDefinition.Named(iod).Root.Tags.Select(t => t.Value.ToString("X8", CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(Ct, "00100010", "2")]
    [InlineData(Ct, "00080018", "1")]
    [InlineData(Ct, "00100040", "2")]
    [InlineData(Ct, "00101010", "3")]
    [InlineData(Ct, "0040A073", "-")]
    [InlineData(Ct, "00081140.00081155", "1")]
    [InlineData(Ct, "60xx3000", "1")]
    [InlineData(EnhancedCt, "52009230.00209111.00189074", "1C")]
    [InlineData(EnhancedCt, "52009229.00209111.00189074", "1C")]
    [InlineData(GrayscaleSoftcopy, "00700082", "1")]
    [InlineData(GrayscaleSoftcopy, "00700001.00700008.00700006", "1")]
    [InlineData(BasicTextReport, "0040A730", "1C")]
    [InlineData(BasicTextReport, "0040A730.0040A730.0040A730.0040A123", "1C")]
    [InlineData("", "00080018", "1")]
    public void Types_that_the_standard_prints(string sopClass, string path, string type)
    {
        Assert.Equal(type, Word(TypeAt(IodDefinition.For(sopClass), path)));
    }

    [Fact]
    public void A_class_the_tables_do_not_know_gets_the_strictest_of_all()
    {
        var unknown = IodDefinition.For("1.2.3.4");
        Assert.False(unknown.IsKnown);
        Assert.Equal("*", unknown.Name);
        Assert.Empty(unknown.Root.Required);
        Assert.Same(unknown, IodDefinition.For("1.2.3.5"));
    }

    [Fact]
    public void Padding_of_the_class_does_not_matter() => Assert.Same(IodDefinition.For(Ct), IodDefinition.For(Ct + "\0"));

    [Fact]
    public void Content_that_nests_for_ever_costs_one_place()
    {
        var content = new DicomTag(0x0040A730);
        var node = IodDefinition.For(BasicTextReport).Root.Items(content).Items(content);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Same(node, node.Items(content));
        }
    }

    [Fact]
    public void Nothing_is_known_inside_a_sequence_that_the_class_does_not_have()
    {
        var node = IodDefinition.For(Ct).Root.Items(new DicomTag(0x0040A073));
        Assert.Equal(AttributeType.None, node.TypeOf(new DicomTag(0x0040A075)));
        Assert.Same(node, node.Items(new DicomTag(0x0040A730)));
    }

    [Fact]
    public void Required_attributes_are_type_1_and_2_of_mandatory_modules()
    {
        var required = IodDefinition.For(Ct).Root.Required;
        Assert.Contains(new DicomTag(0x00100010), required);
        Assert.Contains(new DicomTag(0x00080018), required);
        Assert.Contains(new DicomTag(0x00280010), required);
        Assert.DoesNotContain(new DicomTag(0x00120020), required);
        Assert.DoesNotContain(new DicomTag(0x00101010), required);
        Assert.Equal(required.Order(), required);
    }
}
