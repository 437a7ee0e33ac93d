using System.Collections;

namespace DeidPS.Dicom;

/// <summary>
/// A data set: the elements of a file or of one item, in the order they were read, normally ascending tags (PS3.5 7.1).
/// Duplicate and misplaced tags of damaged files are kept, and every removing or replacing member deals with all of them.
/// </summary>
public sealed partial class DicomDataset : IReadOnlyList<DicomElement>
{
    private List<DicomElement> _elements = [];
    private HashSet<ushort>? _touchedGroups;

    /// <summary>Where each tag of an unsorted data set stands first; null when not known.</summary>
    private Dictionary<uint, int>? _first;
    private DicomCharacterSet? _characterSet;
    private bool _isSorted = true;

    /// <summary>The sequence this item belongs to; null for a file's own data set.</summary>
    public DicomElement? ParentElement { get; private set; }

    /// <summary>The item's place in its sequence, from 0; 0 for a file's own data set.</summary>
    public int ItemIndex { get; private set; }

    /// <summary>The data set the parent sequence stands in.</summary>
    public DicomDataset? Parent => ParentElement?.Dataset;

    /// <summary>The outermost data set.</summary>
    public DicomDataset Root
    {
        get
        {
            var dataset = this;
            while (dataset.Parent is { } parent)
            {
                dataset = parent;
            }

            return dataset;
        }
    }

    /// <inheritdoc/>
    public int Count => _elements.Count;

    /// <summary>True when an element was added, removed or changed since the data set was read.</summary>
    public bool IsModified { get; private set; }

    /// <summary>
    /// The character set of this data set: its own (0008,0005), else the one of the data set around it (PS3.3 C.12.1.1.2).
    /// </summary>
    public DicomCharacterSet CharacterSet => _characterSet ??= FindCharacterSet();

    /// <summary>How the elements are encoded in the source; null when the data set was made in memory and follows the one around it.</summary>
    internal DatasetEncoding? Encoding { get; init; }

    /// <summary>The item header in the source: start, and whether its length was undefined. Null when made in memory.</summary>
    internal ItemFraming? Framing { get; set; }

    /// <summary>True when a (gggg,0000) element was read or set, so that lengths must be kept in step.</summary>
    internal bool HasGroupLengths { get; private set; }

    /// <inheritdoc/>
    public DicomElement this[int index] => _elements[index];

    /// <summary>The first element of that tag, or null.</summary>
    public DicomElement? Find(DicomTag tag)
    {
        var index = IndexOf(tag);
        return index < 0 ? null : _elements[index];
    }

    /// <summary>True when at least one element has that tag.</summary>
    public bool Contains(DicomTag tag) => IndexOf(tag) >= 0;

    /// <summary>The text of the first element of that tag (<see cref="DicomElement.Text"/>); null when there is none.</summary>
    public string? GetText(DicomTag tag) => Find(tag)?.Text;

    /// <summary>Sets an attribute to a text, creating or replacing it.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="text">The value or values.</param>
    /// <param name="vr">The VR; None takes that of the existing element, else of the dictionary, else UN.</param>
    /// <exception cref="DicomValueException">The text does not fit the VR.</exception>
    public void SetText(DicomTag tag, string text, DicomVR vr = DicomVR.None)
    {
        if (vr == DicomVR.None)
        {
            vr = Find(tag)?.VR ?? VRFor(tag);
        }

        Set(DicomElement.CreateText(tag, vr, text, CharacterSet));
    }

    /// <summary>The VR a new element of that tag gets: dictionary, private dictionary of its creator, else UN.</summary>
    public DicomVR VRFor(DicomTag tag)
    {
        var vr = tag.IsPrivate && !tag.IsPrivateCreator && !tag.IsGroupLength
            ? CreatorOf(tag) is { } creator ? DicomDictionary.PrivateVROf(creator, tag) : DicomVR.None
            : DicomDictionary.VROf(tag);
        return vr == DicomVR.None ? DicomVR.UN : vr;
    }

    /// <summary>Replaces every element of the same tag by this one, or inserts it in tag order.</summary>
    public void Set(DicomElement element)
    {
        var index = IndexOf(element.Tag);
        if (index < 0)
        {
            index = InsertionPoint(element.Tag);
            _elements.Insert(index, element);
            _first = null;
        }
        else
        {
            _elements[index].Dataset = null;
            _elements[index] = element;
            if (!_isSorted && First().Count < _elements.Count)
            {
                RemoveAfter(index, element.Tag);
            }
        }

        if (element.Tag.IsGroupLength)
        {
            HasGroupLengths = true;
        }

        element.Dataset = this;
        Changed(element.Tag);
    }

    /// <summary>Removes every element of that tag.</summary>
    /// <returns>How many there were.</returns>
    public int Remove(DicomTag tag)
    {
        var index = IndexOf(tag);
        if (index < 0)
        {
            return 0;
        }

        var count = _elements.Count;
        if (!_isSorted)
        {
            RemoveAfter(index, tag);
        }

        _elements[index].Dataset = null;
        _elements.RemoveAt(index);
        _first = null;
        Changed(tag);
        return count - _elements.Count;
    }

    /// <summary>Removes one element.</summary>
    /// <returns>False when it does not stand in this data set.</returns>
    public bool Remove(DicomElement element)
    {
        if (!_elements.Remove(element))
        {
            return false;
        }

        _first = null;
        element.Dataset = null;
        Changed(element.Tag);
        return true;
    }

    /// <summary>Removes every element that matches, in one pass.</summary>
    /// <returns>How many there were.</returns>
    public int RemoveWhere(Predicate<DicomElement> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        var kept = 0;
        var hasOtherCharacterSet = false;
        for (var i = 0; i < _elements.Count; i++)
        {
            var element = _elements[i];
            if (match(element))
            {
                element.Dataset = null;
                hasOtherCharacterSet |= element.Tag == DicomTags.SpecificCharacterSet;
                Touch(element.Tag.Group);
            }
            else
            {
                _elements[kept++] = element;
            }
        }

        var removed = _elements.Count - kept;
        _elements.RemoveRange(kept, removed);
        if (removed > 0)
        {
            _first = null;
        }

        if (hasOtherCharacterSet)
        {
            ForgetCharacterSet();
        }

        return removed;
    }

    /// <summary>Replaces or removes elements in one pass; while it lasts the data set looks as it did before.</summary>
    /// <typeparam name="TState">What the function needs beside the element.</typeparam>
    /// <param name="state">Given to every call.</param>
    /// <param name="replace">
    /// Gives for each element itself to leave it, another of the same tag to replace it, or null to remove it. It may change what is inside
    /// items but not this data set.
    /// </param>
    public void Rewrite<TState>(TState state, Func<DicomElement, TState, DicomElement?> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        List<DicomElement>? result = null;
        var hasOtherCharacterSet = false;
        var touched = -1;
        for (var i = 0; i < _elements.Count; i++)
        {
            var element = _elements[i];
            var replacement = replace(element, state);
            if (ReferenceEquals(replacement, element))
            {
                result?.Add(element);
                continue;
            }

            if (result is null)
            {
                result = new List<DicomElement>(_elements.Count);
                result.AddRange(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_elements)[..i]);
            }

            element.Dataset = null;
            if (replacement is not null)
            {
                replacement.Dataset = this;
                result.Add(replacement);
            }

            hasOtherCharacterSet |= element.Tag == DicomTags.SpecificCharacterSet;
            if (touched != element.Tag.Group)
            {
                touched = element.Tag.Group;
                Touch(element.Tag.Group);
            }
        }

        if (result is null)
        {
            return;
        }

        _elements = result;
        _first = null;
        if (hasOtherCharacterSet)
        {
            ForgetCharacterSet();
        }
    }

    /// <summary>Removes every element; an item stays as an empty item.</summary>
    public void Clear() => RemoveWhere(static _ => true);

    /// <summary>Appends an item to a sequence, creating the sequence when there is none.</summary>
    public void AddItem(DicomTag sequence, DicomDataset item)
    {
        if (Find(sequence) is { ItemList: { } items } element)
        {
            item.Adopt(element, items.Count);
            items.Add(item);
            element.Touch();
        }
        else
        {
            Set(DicomElement.CreateSequence(sequence, item));
        }
    }

    /// <summary>Walks the elements without an allocation; adding or removing elements meanwhile ends the walk with an exception.</summary>
    public List<DicomElement>.Enumerator GetEnumerator() => _elements.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator<DicomElement> IEnumerable<DicomElement>.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True when an element of that group was added, removed or changed.</summary>
    internal bool IsGroupTouched(ushort group) => _touchedGroups?.Contains(group) == true;

    /// <summary>Adds an element as read: at the end, whatever its tag.</summary>
    internal void Append(DicomElement element)
    {
        if (_elements.Count > 0 && _elements[^1].Tag.Value >= element.Tag.Value)
        {
            _isSorted = false;
        }

        if (element.Tag.IsGroupLength)
        {
            HasGroupLengths = true;
        }

        element.Dataset = this;
        _first?.TryAdd(element.Tag.Value, _elements.Count);
        _elements.Add(element);
    }

    /// <summary>Puts an item into a sequence, at its end.</summary>
    internal void Adopt(DicomElement parent, int index)
    {
        ParentElement = parent;
        ItemIndex = index;
    }

    internal void Touch(ushort group)
    {
        IsModified = true;
        _touchedGroups ??= [];
        _touchedGroups.Add(group);
        ParentElement?.Touch();
    }

    private void Changed(DicomTag tag)
    {
        if (tag == DicomTags.SpecificCharacterSet)
        {
            ForgetCharacterSet();
        }

        Touch(tag.Group);
    }

    private void ForgetCharacterSet()
    {
        _characterSet = null;
        foreach (var element in _elements)
        {
            if (element.ItemList is { } items)
            {
                foreach (var item in items)
                {
                    item.ForgetCharacterSet();
                }
            }
        }
    }

    private DicomCharacterSet FindCharacterSet()
    {
        var element = Find(DicomTags.SpecificCharacterSet);
        if (element is null)
        {
            return Parent?.CharacterSet ?? DicomCharacterSet.Default;
        }

        // Read as the CS it has to be, whatever VR a damaged file states: any other way would ask for the character set again.
        return element.IsSequence || element.IsEncapsulated || element.IsBulk
            ? DicomCharacterSet.Default
            : DicomCharacterSet.FromTerms(System.Text.Encoding.Latin1.GetString(element.Bytes.Span).Split('\\').Select(t => t.Trim('\0', ' ')).ToArray());
    }

    private int IndexOf(DicomTag tag)
    {
        if (!_isSorted)
        {
            return First().GetValueOrDefault(tag.Value, -1);
        }

        var index = Search(tag.Value);
        return index < _elements.Count && _elements[index].Tag == tag ? index : -1;
    }

    /// <summary>Damaged and hostile files only: looking through all elements for each would take time by the square.</summary>
    private Dictionary<uint, int> First()
    {
        if (_first is null)
        {
            _first = new Dictionary<uint, int>(_elements.Count);
            for (var i = 0; i < _elements.Count; i++)
            {
                _first.TryAdd(_elements[i].Tag.Value, i);
            }
        }

        return _first;
    }

    private void RemoveAfter(int index, DicomTag tag)
    {
        var kept = index + 1;
        for (var i = kept; i < _elements.Count; i++)
        {
            if (_elements[i].Tag == tag)
            {
                _elements[i].Dataset = null;
            }
            else
            {
                _elements[kept++] = _elements[i];
            }
        }

        if (kept < _elements.Count)
        {
            _elements.RemoveRange(kept, _elements.Count - kept);
            _first = null;
        }
    }

    private int InsertionPoint(DicomTag tag)
    {
        if (_isSorted)
        {
            return Search(tag.Value);
        }

        var index = _elements.FindIndex(e => e.Tag.Value > tag.Value);
        return index < 0 ? _elements.Count : index;
    }

    private int Search(uint tag)
    {
        int low = 0, high = _elements.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_elements[middle].Tag.Value < tag)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
