"""Issued documents as files that anybody can read without this house."""

from collections.abc import Iterator
from pathlib import Path

from kunskapsdag.events.models import Event
from kunskapsdag.invoicing import pdf
from kunskapsdag.invoicing.models import Document


def files(document: Document) -> dict[str, bytes]:
    """Return the XML and the PDF of a document by the names they are kept under: "2026-00001.xml"."""
    return {
        f"{document.number}.xml": document.xml.encode("utf-8"),
        f"{document.number}.pdf": pdf.document_pdf(document.content),
    }


def export(folder: Path, event: Event | None = None) -> Iterator[str]:
    """Write each issued document of a day, or of all days, into a folder, and tell the number of each that is written.

    A file is whole or not there: it is written beside and then given its name. What was there under the same name is replaced
    by the same bytes.

    :raises OSError: the folder cannot be made or written in.
    """
    folder.mkdir(parents=True, exist_ok=True)
    documents = Document.objects.order_by("year", "running")
    if event is not None:
        documents = documents.filter(event=event)
    for document in documents.iterator(chunk_size=100):
        for name, content in files(document).items():
            part = folder / f"{name}.part"
            part.write_bytes(content)
            part.replace(folder / name)
        yield document.number
