"""What a procedure's result is called, and what its number ends in."""

from province.procedures import Definition, Register, ResultKind

_SYMBOLS = {
    ResultKind.PERMIT: "GP",
    ResultKind.CERTIFICATE: "GCN",
    ResultKind.CONFIRMATION: "GXN",
    ResultKind.EXTRACT: "TL",
    ResultKind.DATA_UPDATE: "TB",
}
_PERMITS = {Register.CONSTRUCTION_PERMITS: ("GPXD", "Giấy phép xây dựng")}


def result_symbol(definition: Definition) -> str:
    """Return what the numbers of a procedure's results end in: `GPXD` for building permits."""
    kind = definition.result.kind
    if kind is ResultKind.PERMIT and definition.register in _PERMITS:
        return _PERMITS[definition.register][0]
    return _SYMBOLS[kind]


def result_title(definition: Definition) -> str:
    """Return the heading of a procedure's result: the law's own short name where it has one."""
    if definition.result.kind is ResultKind.PERMIT and definition.register in _PERMITS:
        return _PERMITS[definition.register][1]
    return definition.result.name
