"""The domain of a province's administration, as rooms on a ladder (see docs/architecture.md).

Enter a room by its package (`from province import documents`), look only down the ladder, and
bring a `Work` (an open transaction with its clock and actor) to every deed.
"""
