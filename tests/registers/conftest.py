"""The cast and the papers of the documents' tests."""

from tests.documents.conftest import cast, pdf, secret_pdf, small_cast, wide_cast

__all__ = ["cast", "pdf", "secret_pdf", "small_cast", "wide_cast"]
