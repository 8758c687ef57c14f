"""Front matter: YAML between two lines `---` at the head of a Markdown file."""

import re
from dataclasses import dataclass

import yaml

BEGINS_ON = 2  # the line of the file on which the YAML begins, from 1
_PARTS = re.compile(r"---\n(?P<front>.*?\n)---\n(?P<body>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a file with front matter is made of."""

    front: str  # YAML, as written
    body: str  # Markdown, as written

    @property
    def body_line(self) -> int:
        """Return the line of the file on which the body begins, from 1."""
        return self.front.count("\n") + BEGINS_ON + 1


def divide(written: str) -> Parts | None:
    """Divide a file's text; None when it does not begin with front matter."""
    parts = _PARTS.fullmatch(written)
    return Parts(parts["front"], parts["body"]) if parts else None


def key_twice(node: yaml.Node) -> yaml.Node | None:
    """Return the first key that its mapping has before, however deep: YAML would let it win."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                return key  # type: ignore[no-any-return]
            seen.add(key.value)
            if (found := key_twice(value)) is not None:
                return found
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if (found := key_twice(item)) is not None:
                return found
    return None
