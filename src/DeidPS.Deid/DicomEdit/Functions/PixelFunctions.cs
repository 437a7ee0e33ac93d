using DeidPS.Deid.DicomEdit.Runtime;
using DeidPS.Deid.Pixels;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>Section 7.7.</summary>
internal static class PixelFunctions
{
    public static ScriptValue? AlterPixels(Machine machine, FunctionCall call)
    {
        var shape = call.Constant<PixelRectangle>(1) ?? PixelText.ReadShape(call.Required(machine, 0), call.Required(machine, 1), out var problem)
            ?? throw machine.Fail(call.Place, "alterPixels: " + problem);
        var fill = call.Constant<PixelFill>(3) ?? PixelText.ReadFill(call.Required(machine, 2), call.Required(machine, 3), out problem)
            ?? throw machine.Fail(call.Place, "alterPixels: " + problem);
        machine.AlterPixels(shape, fill, call.Place);
        return null;
    }
}
