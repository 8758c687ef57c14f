"""The procedures of the project itself, so that files and pages are proved together."""

from pathlib import Path

import pytest

from province import procedures
from province.procedures import Definition

SHIPPED = Path(__file__).parents[2] / "content" / "thu-tuc"


@pytest.fixture(scope="session")
def definitions() -> list[Definition]:
    """Every shipped procedure."""
    return procedures.load_folder(SHIPPED)


@pytest.fixture(scope="session")
def by_code(definitions: list[Definition]) -> dict[str, Definition]:
    """Every shipped procedure by its code."""
    return {found.code: found for found in definitions}


@pytest.fixture
def house_permit(by_code: dict[str, Definition]) -> Definition:
    """The construction permit for a private house."""
    return by_code["1.013225"]
