"""The register is kept in the house the services' tests stand in."""

from tests.services.conftest import engine, frozen, house, permit_folder, postgresql_url

__all__ = ["engine", "frozen", "house", "permit_folder", "postgresql_url"]
