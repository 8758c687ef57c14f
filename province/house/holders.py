"""Which files are still referred to: every room that refers to any says so."""

from collections.abc import Collection

from sqlalchemy import Connection

from province import documents, dossiers, drafts, messages

HOLDERS = (documents.held_files, dossiers.held_files, drafts.held_files, messages.held_files)


def held(connection: Connection, digests: Collection[str]) -> set[str]:
    """Return which of some files any room refers to."""
    return {one for held_files in HOLDERS for one in held_files(connection, digests)}
