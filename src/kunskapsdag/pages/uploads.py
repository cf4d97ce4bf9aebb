"""Files that editors upload are looked at, not believed: the content must be what the name says."""

import zipfile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm

# What must stand in the archive for it to be what it says (ECMA-376 and ODF).
IN_ARCHIVE = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
}
PLAIN = {"csv", "txt"}
LOOKED_AT = 65_536
MOST_UNPACKED = 500_000_000
MOST_BYTES = 50 * 1024 * 1024


def is_what_it_says(name: str, file: IO[bytes]) -> bool:
    """Return whether the content fits the file's extension; the file is left at its start."""
    extension = name.rpartition(".")[2].lower()
    file.seek(0)
    try:
        if extension == "pdf":
            return b"%PDF-" in file.read(1024)
        if extension in IN_ARCHIVE:
            return _archive_holds(file, IN_ARCHIVE[extension])
        if extension in PLAIN:
            return _is_plain(file.read(LOOKED_AT))
        return False
    finally:
        file.seek(0)


def _archive_holds(file: IO[bytes], member: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
            return member in archive.namelist() and unpacked <= MOST_UNPACKED
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return False


def _is_plain(start: bytes) -> bool:
    if b"\x00" in start:
        return False
    lowered = start.lstrip().lower()
    return not lowered.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"%pdf", b"pk\x03\x04"))


class DocumentForm(BaseDocumentForm):
    """Wagtail's form for documents, which otherwise believes the file's name."""

    def clean_file(self) -> Any:
        """Refuse a file that isn't what it says, or that is too large to be sent on to a phone."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than 50 MB. Make it smaller, or publish it where films and large files are kept.")
            )
        if not is_what_it_says(file.name, file):
            raise ValidationError(_("The file is not what its name says. Open it, save it in the right format and try again."))
        return file

    def _post_clean(self) -> None:
        """Let a refused file be refused once: Wagtail's model would also complain that there is no file."""
        if "file" not in self.errors:
            super()._post_clean()
