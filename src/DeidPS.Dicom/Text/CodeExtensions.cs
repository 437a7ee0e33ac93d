namespace DeidPS.Dicom;

/// <summary>The code elements a list of terms declares and those that are active at the start of a value (PS3.5 6.1.2.5).</summary>
internal sealed class CodeExtensions
{
    private readonly List<CodeElement> _declared = [];

    /// <summary>Collects the elements of the terms, the first term being the initial state.</summary>
    /// <param name="terms">The terms in their order; those without a registration number say nothing.</param>
    public CodeExtensions(IReadOnlyList<CharacterSetTerm> terms)
    {
        foreach (var term in terms)
        {
            var isFirst = _declared.Count == 0;
            foreach (var element in CodeElements.OfRegistration(term.Registration))
            {
                // A two-byte set in G0 cannot be the initial state: names are delimited by ASCII.
                InitialG0 = isFirst && !element.IsG1 && element.Width == 1 ? element : InitialG0;
                InitialG1 = isFirst && element.IsG1 ? element : InitialG1;
                if (!_declared.Contains(element))
                {
                    _declared.Add(element);
                }
            }
        }
    }

    /// <summary>The elements that escape sequences may name, in the order of the terms.</summary>
    public IReadOnlyList<CodeElement> Declared => _declared;

    /// <summary>What bytes 20-7F mean at the start of a value and after each delimiter: ISO-IR 6 or ISO-IR 14.</summary>
    public CodeElement InitialG0 { get; } = CodeElements.Ascii;

    /// <summary>What bytes 80-FF mean at the start of a value and after each delimiter; null for nothing.</summary>
    public CodeElement? InitialG1 { get; }

    /// <summary>True when an escape sequence may name the element. ISO-IR 6 is what every value may return to.</summary>
    public bool Declares(CodeElement element) => element == CodeElements.Ascii || _declared.Contains(element);
}
