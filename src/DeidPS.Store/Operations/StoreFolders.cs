namespace DeidPS.Store.Operations;

/// <summary>Folders of a store as operations move them: a rename is one step, and doing it twice does no harm.</summary>
internal static class StoreFolders
{
    /// <summary>Moves a folder, unless that was done before.</summary>
    /// <exception cref="StoreException">StoreUnusable: neither is there, or both.</exception>
    public static void Move(StoreLayout layout, string source, string target)
    {
        var (from, to) = (layout.Full(source), layout.Full(target));
        if (!Directory.Exists(from))
        {
            if (Directory.Exists(to))
            {
                return;
            }

            throw new StoreException(StoreException.StoreUnusable, $"The folder '{source}' of the store is gone.", "Look for who removed it; restore it from a backup, then run Test-DeidStore.");
        }

        try
        {
            MoveInto(from, to);
        }
        catch (IOException error)
        {
            throw new StoreException(StoreException.StoreUnusable, $"The folder '{source}' of the store cannot be moved ({error.GetType().Name}).", "Close programs that have files of it open; check that the whole store is on one volume.");
        }
    }

    /// <summary>Somebody who removes the last thing in a folder removes the folder, too, perhaps just when we made sure that it is there.</summary>
    private static void MoveInto(string from, string to)
    {
        for (var attempt = 0; ; attempt++)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            try
            {
                Directory.Move(from, to);
                return;
            }
            catch (DirectoryNotFoundException) when (attempt < 10 && Directory.Exists(from))
            {
            }
        }
    }

    /// <summary>Deletes a folder: first out of sight under the operation's own, so that no half folder is ever in place.</summary>
    public static void Remove(StoreLayout layout, string folder, string work)
    {
        var removed = $"{work}/removed-{folder[(folder.LastIndexOf('/') + 1)..]}";
        if (Directory.Exists(layout.Full(folder)))
        {
            Directory.CreateDirectory(layout.Full(work));
            Move(layout, folder, removed);
        }

        Delete(layout, removed);
        RemoveEmptyParents(layout, folder);
    }

    /// <summary>Deletes a folder that nothing refers to.</summary>
    public static void Delete(StoreLayout layout, string folder)
    {
        try
        {
            Directory.Delete(layout.Full(folder), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Never made, or gone already.
        }
    }

    /// <summary>Folders of an arrival, a subject or a project go with the last thing in them.</summary>
    public static void RemoveEmptyParents(StoreLayout layout, string folder)
    {
        // "prearchive/P" stays; "prearchive/P/arrival" goes.
        for (var parent = Parent(folder); parent.Count(c => c == '/') > 1; parent = Parent(parent))
        {
            try
            {
                Directory.Delete(layout.Full(parent), recursive: false);
            }
            catch (IOException)
            {
                // Not empty, or somebody is just putting something in.
                return;
            }
        }
    }

    private static string Parent(string folder) => folder[..Math.Max(0, folder.LastIndexOf('/'))];
}
