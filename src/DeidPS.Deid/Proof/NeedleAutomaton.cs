namespace DeidPS.Deid.Proof;

/// <summary>
/// Finds all needles in one pass over a text (Aho and Corasick 1975): time grows with the text and the hits, not with the number of
/// needles. Immutable, shared by all workers.
/// </summary>
internal sealed class NeedleAutomaton
{
    private readonly int[] _first = new int[0x10000];
    private readonly ulong[] _keys;
    private readonly int[] _targets;
    private readonly int[] _fail;
    private readonly int[] _needle;
    private readonly int[] _shorter;
    private readonly uint _mask;

    public NeedleAutomaton(IReadOnlyList<Needle> needles)
    {
        Needles = needles;
        var nodes = 1;
        var edges = new Dictionary<ulong, int>();
        var ends = new List<int> { -1 };
        var order = new List<(int Parent, char Symbol, int Node)>();
        for (var i = 0; i < needles.Count; i++)
        {
            var node = 0;
            foreach (var c in needles[i].Text)
            {
                if (!edges.TryGetValue(Key(node, c), out var next))
                {
                    next = nodes++;
                    edges.Add(Key(node, c), next);
                    ends.Add(-1);
                    order.Add((node, c, next));
                }

                node = next;
            }

            ends[node] = i;
        }

        var size = 16u;
        while (size < edges.Count * 2)
        {
            size *= 2;
        }

        _mask = size - 1;
        _keys = new ulong[size];
        _targets = new int[size];
        foreach (var (key, target) in edges)
        {
            var at = Slot(key);
            while (_targets[at] != 0)
            {
                at = (at + 1) & _mask;
            }

            _keys[at] = key;
            _targets[at] = target;
        }

        _needle = [.. ends];
        _fail = new int[nodes];
        _shorter = new int[nodes];
        Link(order, nodes);
    }

    public IReadOnlyList<Needle> Needles { get; }

    /// <summary>The state after one more character.</summary>
    public int Next(int state, char c)
    {
        while (state != 0)
        {
            var next = Find(state, c);
            if (next != 0)
            {
                return next;
            }

            state = _fail[state];
        }

        return _first[c];
    }

    /// <summary>The longest state at or below this one that ends a needle; 0 for none.</summary>
    public int Hit(int state) => _needle[state] >= 0 ? state : _shorter[state];

    /// <summary>The next shorter needle that ends here too; 0 for none.</summary>
    public int Shorter(int hit) => _shorter[hit];

    /// <summary>The needle of a hit.</summary>
    public Needle NeedleOf(int hit) => Needles[_needle[hit]];

    private static ulong Key(int node, char c) => ((ulong)(uint)node << 16) | c;

    private void Link(List<(int Parent, char Symbol, int Node)> order, int nodes)
    {
        // Breadth first: a node's fail link leads to a node nearer the root, so those must be known before.
        var children = new List<(char Symbol, int Node)>?[nodes];
        foreach (var (parent, symbol, node) in order)
        {
            (children[parent] ??= []).Add((symbol, node));
        }

        var waiting = new Queue<int>();
        foreach (var (symbol, node) in children[0] ?? [])
        {
            _first[symbol] = node;
            waiting.Enqueue(node);
        }

        while (waiting.TryDequeue(out var parent))
        {
            foreach (var (symbol, node) in children[parent] ?? [])
            {
                var fail = Next(_fail[parent], symbol);
                _fail[node] = fail;
                _shorter[node] = Hit(fail);
                waiting.Enqueue(node);
            }
        }
    }

    private uint Slot(ulong key) => (uint)((key * 0x9E3779B97F4A7C15UL) >> 32) & _mask;

    private int Find(int state, char c)
    {
        var key = Key(state, c);
        var at = Slot(key);
        while (_targets[at] != 0)
        {
            if (_keys[at] == key)
            {
                return _targets[at];
            }

            at = (at + 1) & _mask;
        }

        return 0;
    }
}
