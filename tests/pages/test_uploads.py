"""Uploads that aren't what they claim, and pictures as they are served."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form

from kunskapsdag.pages.uploads import is_what_it_says


def archive(member: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr(member, "x")
    return stream.getvalue()


def png() -> bytes:
    stream = io.BytesIO()
    Picture.new("RGB", (40, 30), "#1d5a4b").save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "fits"),
    [
        ("program.pdf", b"%PDF-1.7 ...", True),
        ("program.pdf", b"MZ\x90\x00", False),
        ("program.PDF", b"<html><script>", False),
        ("bilder.pptx", archive("ppt/presentation.xml"), True),
        ("bilder.pptx", archive("word/document.xml"), False),
        ("brev.docx", archive("word/document.xml"), True),
        ("brev.docx", b"PK\x03\x04 broken", False),
        ("lista.csv", "namn;kommun\r\nÅsa;Åmål".encode("latin-1"), True),
        ("lista.csv", b"PK\x03\x04", False),
        ("lista.txt", b"\n <svg onload=alert(1)>", False),
        ("lista.txt", b"a\x00b", False),
        ("virus.exe", b"MZ", False),
        ("", b"", False),
    ],
)
def test_a_file_is_looked_at_and_not_believed(name: str, content: bytes, fits: bool) -> None:
    file = io.BytesIO(content)
    assert is_what_it_says(name, file) is fits
    assert file.tell() == 0


def test_a_zip_bomb_is_refused_by_its_own_table_of_contents() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("word/document.xml", b"x")
        for number in range(6):
            book.writestr(f"fill{number}", bytes(100_000_000))
    assert is_what_it_says("brev.docx", stream) is False


@pytest.mark.django_db
def test_the_office_gets_a_sentence_when_a_document_is_something_else() -> None:
    form_class = get_document_form(get_document_model())
    form = form_class({"title": "Program", "tags": ""}, {"file": SimpleUploadedFile("program.pdf", b"MZ\x90")})
    assert form.is_valid() is False
    assert form.errors["file"] == ["Filen är inte vad namnet säger. Öppna den, spara den i rätt format och försök igen."]


@pytest.mark.django_db
def test_a_picture_that_is_html_is_refused() -> None:
    form_class = get_image_form(get_image_model())
    form = form_class(
        {"title": "Bild", "tags": ""}, {"file": SimpleUploadedFile("bild.png", b"<html><script>alert(1)</script>")}
    )
    assert (form.is_valid(), list(form.errors)) == (False, ["file"])


@pytest.mark.django_db
def test_sizes_of_pictures_are_served_and_nothing_else_of_what_was_uploaded(client: Client) -> None:
    image = get_image_model().objects.create(title="Bild", file=SimpleUploadedFile("bild.png", png()))
    size = image.get_rendition("fill-20x15")
    response = client.get(size.url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert b"".join(response).startswith(b"\x89PNG")
    assert client.get(f"/media/{image.file.name}").status_code == 404
    assert client.get("/media/images/../original_images/bild.png").status_code == 400
    for path in ("/media/images/", "/media/images/x.png", "/media/documents/x.pdf"):
        assert client.get(path).status_code == 404
    assert client.post(size.url).status_code == 405
