"""The shipped procedure files, and the documentation's example."""

import re
from pathlib import Path

import pytest

from province import procedures
from province.procedures import Definition

PROJECT = Path(__file__).parents[2]
SHIPPED = PROJECT / "content" / "thu-tuc"
DOCUMENT = PROJECT / "docs" / "procedures.md"


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The folder of procedure files the project ships."""
    return SHIPPED


@pytest.fixture(scope="session")
def example() -> tuple[str, str]:
    """The documentation's example: where it says it stands, and what it says."""
    written = DOCUMENT.read_text(encoding="utf-8").split("\n## Example\n")[1]
    place = re.search(r"`content/thu-tuc/([a-z-]+/[a-z-]+\.md)`", written)
    block = re.search(r"^```markdown\n(.*?)^```$", written, re.MULTILINE | re.DOTALL)
    assert place
    assert block
    return place[1], block[1]


@pytest.fixture(scope="session")
def definitions() -> dict[str, Definition]:
    """Every shipped procedure by its code."""
    return {found.code: found for found in procedures.load_folder(SHIPPED)}


@pytest.fixture
def house_permit(definitions: dict[str, Definition]) -> Definition:
    """The construction permit for a private house."""
    return definitions["1.013225"]
