using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace DeidPS.Module.Tests.Harness;

/// <summary>
/// Objects as the network brings them, made for the module behind its load context: its base class is not the one these tests could
/// derive from, so a class is made at run time.
/// </summary>
internal sealed class ReceivedFake
{
    private readonly Type _base;
    private readonly Type _type;

    public ReceivedFake(ModuleSession session)
    {
        var cmdlet = ((System.Management.Automation.CmdletInfo)session.Run("Get-Command Invoke-Anonymise").Output[0].BaseObject).ImplementingType;
        _base = cmdlet.Assembly.GetType("DeidPS.ReceivedObject", throwOnError: true)!;
        using var scope = AssemblyLoadContext.GetLoadContext(cmdlet.Assembly)!.EnterContextualReflection();
        _type = Define();
    }

    /// <summary>How many objects were given up.</summary>
    public int Disposed { get; private set; }

    /// <summary>An object of the given bytes.</summary>
    public object Create(string name, byte[] bytes) => Create(name, () => bytes);

    /// <summary>An object whose bytes are asked for when it is opened.</summary>
    public object Create(string name, Func<byte[]> bytes)
    {
        var isDisposed = false;
        return Activator.CreateInstance(_type, name, new Func<object>(() => Open(bytes())), new Action(() =>
        {
            Disposed += isDisposed ? 0 : 1;
            isDisposed = true;
        }))!;
    }

    private object Open(byte[] bytes)
    {
        var file = _base.GetMethod("OpenFile")!.ReturnType;
        var options = file.Assembly.GetType("DeidPS.Dicom.DicomReadOptions")!;
        var open = file.GetMethod("Open", [typeof(ReadOnlyMemory<byte>), options])!;
        return open.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [new ReadOnlyMemory<byte>(bytes), options.GetField("Inspect")!.GetValue(null)], null)!;
    }

    /// <summary>A class with a name, a function that opens and an action that disposes.</summary>
    private Type Define()
    {
        const MethodAttributes Override = MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.ReuseSlot;
        var type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("ReceivedFake"), AssemblyBuilderAccess.Run).DefineDynamicModule("m").DefineType("Received", TypeAttributes.Public, _base);
        Type[] parts = [typeof(string), typeof(Func<object>), typeof(Action)];
        var fields = parts.Select((p, i) => type.DefineField($"f{i}", p, FieldAttributes.Private)).ToArray();
        var code = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, parts).GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Call, _base.GetConstructor(BindingFlags.NonPublic | BindingFlags.Instance, [])!);
        for (var i = 0; i < parts.Length; i++)
        {
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldarg, i + 1);
            code.Emit(OpCodes.Stfld, fields[i]);
        }

        code.Emit(OpCodes.Ret);
        Method("get_Name", Override | MethodAttributes.Public, typeof(string), [], fields[0], null);
        var file = _base.GetMethod("OpenFile")!.ReturnType;
        Method("OpenFile", Override | MethodAttributes.Public, file, [], fields[1], typeof(Func<object>).GetMethod("Invoke"));
        Method("Dispose", Override | MethodAttributes.Family, typeof(void), [typeof(bool)], fields[2], typeof(Action).GetMethod("Invoke"));
        return type.CreateType();

        void Method(string name, MethodAttributes attributes, Type result, Type[] parameters, FieldInfo field, MethodInfo? call)
        {
            var body = type.DefineMethod(name, attributes, result, parameters).GetILGenerator();
            body.Emit(OpCodes.Ldarg_0);
            body.Emit(OpCodes.Ldfld, field);
            if (call is not null)
            {
                body.Emit(OpCodes.Callvirt, call);
            }

            if (call is not null && result != typeof(void))
            {
                body.Emit(OpCodes.Castclass, result);
            }

            body.Emit(OpCodes.Ret);
        }
    }
}
