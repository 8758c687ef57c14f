"""Read procedure files: YAML front matter and Markdown, strictly, into definitions.

A file that cannot be read, or that does not hang together, is refused with its path, line and a
plain English sentence for each fault. Nothing is guessed: a name the format does not have, a value
of the wrong type, a key written twice are faults.

`chung.yml` beside the field folders holds what several procedures share. A text in one of the
shared lists, or `use: <key>` in a mapping, stands for the entry of that key; the definition that
comes out is whole, and its hash covers the shared parts too.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from province.basics import frontmatter, text
from province.procedures.model import Definition
from province.procedures.soundness import Place, Problem, problems
from province.storage import canonical

SHARED_FILE = "chung.yml"
SHARED_LISTS = ("cases", "form", "papers", "fees", "route", "legal_basis", "needs_checking")

_KEY = re.compile(r"\S+")  # a reference has no space, a sentence has one
_DEFINITIONS = TypeAdapter(Definition)
_COMBINED = {"all": "all_of", "any": "any_of"}
_SAID = {  # where pydantic's words speak of Python, not of the file
    "missing": "is missing",
    "missing_keyword_only_argument": "is missing",
    "unexpected_keyword_argument": "is not a name of the format",
    "dataclass_type": "is not a mapping",
    "tuple_type": "is not a list",
}


@dataclass(frozen=True, slots=True)
class FileFault:
    """What is wrong with a procedure file, and where."""

    path: Path
    line: int  # from 1
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


class ProcedureFileError(ValueError):
    """Procedure files that cannot be taken; one line for each fault, `path:line: sentence`."""

    def __init__(self, faults: list[FileFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class _Reader(yaml.CSafeLoader):
    """YAML without its surprises: no `yes` for true, no floats, no key twice."""


_Reader.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("merge", r"<<", "<"),
):
    _Reader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_form})$"), _first)


@dataclass
class _Source:
    """A file on its way to a definition: what it says, and where it says it."""

    path: Path
    first_line: int  # of the YAML text inside the file
    root: yaml.Node
    origin: dict[str, list[int]] = field(default_factory=dict)  # list → where each entry came from

    def fault(self, place: Place, sentence: str) -> FileFault:
        named = ".".join(str(part) for part in place)
        said = f"{named}: {sentence}" if named else sentence
        return FileFault(self.path, self.line(place), said)

    def line(self, place: Place) -> int:
        """Return the line of the deepest part of a place that the file itself holds."""
        node = self.root
        for depth, part in enumerate(place):
            if isinstance(part, int) and depth == 1:
                part = self.origin.get(str(place[0]), {part: part})[part]
            below = _child(node, part)
            if below is None:
                break
            node = below
        return self.first_line + node.start_mark.line


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None


def load_folder(folder: Path) -> list[Definition]:
    """Read every procedure file of a folder, `<field>/<slug>.md`, in the order of their paths.

    Refuses: ProcedureFileError naming every fault of every file.
    """
    faults: list[FileFault] = []
    found: dict[Path, Definition] = {}
    shared = load_shared(folder)
    for path in sorted(folder.glob("*/*.md")):
        try:
            found[path] = load_file(path, shared)
        except ProcedureFileError as error:
            faults.extend(error.faults)
    for name in ("code", "slug"):
        faults.extend(_said_twice(found, name))
    if faults:
        raise ProcedureFileError(faults)
    return list(found.values())


def _said_twice(found: Mapping[Path, Definition], name: str) -> Iterator[FileFault]:
    first: dict[str, Path] = {}
    for path, definition in found.items():
        value = getattr(definition, name)
        if value in first:
            yield FileFault(path, 1, f"has the {name} {value} of {first[value]}")
        first.setdefault(value, path)


def load_shared(folder: Path) -> dict[str, Any]:
    """Read what the procedures of a folder share; empty without the file."""
    path = folder / SHARED_FILE
    if not path.exists():
        return {}
    content, _ = _read_yaml(path, _text_of(path), 1)
    return content


def load_file(path: Path, shared: Mapping[str, Any] | None = None) -> Definition:
    """Read one procedure file; `shared` is what load_shared returned.

    Refuses: ProcedureFileError.
    """
    parts = frontmatter.divide(_text_of(path))
    if parts is None:
        raise _refused(path, 1, "does not begin with front matter between --- lines")
    content, source = _read_yaml(path, parts.front, frontmatter.BEGINS_ON)
    faults: list[FileFault] = []
    whole = _resolved(content, shared or {}, source, faults)
    if faults:
        raise ProcedureFileError(faults)
    own = {"field": path.parent.name, "slug": path.stem, "body": parts.body.strip()}
    told = "is told by the file's place"
    taken = [source.fault((name,), told) for name in own if name in whole]
    if taken:
        raise ProcedureFileError(taken)
    definition = _definition({**own, **whole}, source)
    for position, paper in enumerate(definition.papers):
        if paper.template and not (path.parent / paper.template).is_file():
            missing = f"there is no file {paper.template} beside the procedure file"
            raise ProcedureFileError([source.fault(("papers", position), missing)])
    return definition


def definition_of(content: Mapping[str, Any]) -> Definition:
    """Make a definition of its stored content."""
    return _DEFINITIONS.validate_json(json.dumps(content), strict=True)


def content_of(definition: Definition) -> dict[str, Any]:
    """Return a definition as plain JSON values, defaults left out.

    Leaving defaults out keeps the hash of a file when the format gains a name nobody uses yet.
    """
    content = _DEFINITIONS.dump_python(definition, mode="json", exclude_defaults=True)
    return dict(content)


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a definition's canonical text, in hex."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _definition(content: Mapping[str, Any], source: _Source) -> Definition:
    try:
        definition = definition_of(content)
    except ValidationError as error:
        faults = [
            source.fault(fault["loc"], _SAID.get(fault["type"], fault["msg"]))
            for fault in error.errors()
        ]
        raise ProcedureFileError(faults) from None
    found: list[Problem] = list(problems(definition))
    if found:
        raise ProcedureFileError([source.fault(place, sentence) for place, sentence in found])
    return definition


def _text_of(path: Path) -> str:
    try:
        written = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(path, 1, f"is not UTF-8: {error.reason}") from None
    if written != text.nfc(written):
        raise _refused(path, 1, "has decomposed accents; save it as Unicode NFC")
    return written


def _refused(path: Path, line: int, sentence: str) -> ProcedureFileError:
    return ProcedureFileError([FileFault(path, line, sentence)])


def _read_yaml(path: Path, written: str, first_line: int) -> tuple[dict[str, Any], _Source]:
    try:
        reader = _Reader(written)
        root = reader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise _refused(path, first_line, "is not a YAML mapping")
        if (key := frontmatter.key_twice(root)) is not None:
            line = first_line + key.start_mark.line
            raise _refused(path, line, f"the key {key.value!r} is written twice")
        content = reader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = first_line + (error.problem_mark.line if error.problem_mark else 0)
        raise _refused(path, line, str(error.problem)) from None
    return content, _Source(path, first_line, root)


def _resolved(
    content: Mapping[str, Any], shared: Mapping[str, Any], source: _Source, faults: list[FileFault]
) -> dict[str, Any]:
    """Replace references to shared entries by the entries, and spell conditions out."""
    whole = dict(content)
    for name in SHARED_LISTS:
        entries = content.get(name)
        if not isinstance(entries, list):
            continue
        expanded: list[tuple[int, Any]] = []
        for position, entry in enumerate(entries):
            try:
                found = _expanded(entry, shared.get(name, {}))
            except KeyError as error:
                sentence = f"{SHARED_FILE} has no {name} entry {error}"
                faults.append(source.fault((name, position), sentence))
                continue
            expanded.extend((position, one) for one in found)
        whole[name] = [one for _, one in expanded]
        source.origin[name] = [position for position, _ in expanded]
    return {name: _spelled_out(value) for name, value in whole.items()}


def _expanded(entry: Any, shared: Mapping[str, Any]) -> list[Any]:
    """Return the entries that one entry of a shared list stands for."""
    if isinstance(entry, str) and _KEY.fullmatch(entry):
        found = shared[entry]
        return list(found) if isinstance(found, list) else [found]
    if isinstance(entry, dict) and "use" in entry:
        own = {name: value for name, value in entry.items() if name != "use"}
        return [{**shared[entry["use"]], **own}]
    return [entry]


def _spelled_out(value: Any, name: str = "") -> Any:
    """Rewrite the short forms of conditions and choices, wherever they stand."""
    if name == "when":
        return _condition(value)
    if name == "choices" and isinstance(value, dict):
        return [{"value": key, "label": label} for key, label in value.items()]
    if isinstance(value, dict):
        return {key: _spelled_out(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spelled_out(inner) for inner in value]
    return value


def _condition(written: Any) -> Any:
    """Rewrite `{case: x}`, `{field: f, is: v}`, `{all: […]}`, `{not: …}` as the model has them.

    What is none of these is handed on, for the model to refuse by name.
    """
    if not isinstance(written, dict):
        return written
    condition: dict[str, Any] = {}
    for key, value in written.items():
        if key in _COMBINED and isinstance(value, list):
            condition[_COMBINED[key]] = [_condition(part) for part in value]
        elif key == "not":
            condition["none_of"] = [_condition(value)]
        elif key in ("case", "channel"):
            condition |= {"field": key, "values": value if isinstance(value, list) else [value]}
        elif key == "is":
            condition["values"] = [value]
        elif key == "in":
            condition["values"] = value
        else:
            condition[key] = value
    return condition
