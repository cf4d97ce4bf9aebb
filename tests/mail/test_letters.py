"""How a letter is written."""

from typing import Any

import pytest

from kunskapsdag.mail.letters import letter, wrapped
from kunskapsdag.mail.registry import Letter, register, renderer
from tests.mail.conftest import write_welcome

FACTS = {"name": "Åsa", "number": 7}


def test_the_first_line_is_the_subject_and_the_rest_is_wrapped_for_reading() -> None:
    written = letter("tests/welcome", FACTS, "sv")
    assert written.subject == "Välkommen, Åsa"
    assert written.text == (
        "Hej Åsa!\n"
        "\n"
        "Du har plats 7 på kunskapsdagen om starkare kommuner med regional\n"
        "samverkan, som hålls i Stockholm.\n"
        "\n"
        "- Ta med dig en fråga som ni själva inte har lyckats svara på hemma i\n"
        "  kommunen, så samtalar vi om den.\n"
        "\n"
        "https://kunskapsdag.example.se/anmalan/en-mycket-lang-lank-som-inte-far-brytas-mitt-itu-nagonstans/\n"
    )


def test_the_text_version_is_not_escaped_and_the_html_version_is() -> None:
    written = letter("tests/welcome", {"name": "Sjö & <Hav>", "number": 1}, "sv")
    assert written.subject == "Välkommen, Sjö & <Hav>"
    assert written.text.startswith("Hej Sjö & <Hav>!\n")
    assert "<p style" in written.html
    assert "Hej Sjö &amp; &lt;Hav&gt;! Du har plats 1." in written.html


def test_the_styles_are_on_the_elements_and_dark_mode_stays_in_the_head(settings: Any) -> None:
    settings.BASE_URL = "https://kunskapsdag.example.se"
    html = letter("tests/welcome", FACTS, "sv").html
    assert 'href="https://kunskapsdag.example.se/min-sida/"' in html
    assert "background-color: #155e4b" in html.split('class="button"')[1].split(">")[0]
    assert "@media (prefers-color-scheme: dark)" in html.split("</head>")[0]
    assert '<html lang="sv">' in html


def test_the_html_asks_nobody_for_anything() -> None:
    html = letter("tests/welcome", FACTS, "sv").html
    assert [word for word in ("<img", "<link", "<script", "url(", "@import", "src=") if word in html] == []


def test_the_language_decides_the_words_of_the_frame() -> None:
    assert "Det här brevet kommer från Kunskapsdag." in letter("tests/welcome", FACTS, "sv").html
    assert "This message was sent by Kunskapsdag." in letter("tests/welcome", FACTS, "en").html


def test_a_template_without_a_subject_is_refused(tmp_path: Any, settings: Any) -> None:
    (tmp_path / "bare.txt").write_text("Hej!\n", encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    with pytest.raises(ValueError, match="the first line of a letter is 'Subject: …', not 'Hej!'"):
        letter("bare", {}, "sv")


def test_a_subject_is_one_line_of_at_most_250_characters(tmp_path: Any, settings: Any) -> None:
    (tmp_path / "long.txt").write_text("Subject: {{ words }}\nHej", encoding="utf-8")
    (tmp_path / "long.html").write_text("<p>Hej</p>", encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert letter("long", {"words": "ö" * 900}, "sv").subject == "ö" * 250


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", "\n"),
        ("\n\n a \n\n\n\nb\n", "a\n\nb\n"),
        ("1. " + "ord " * 20, "1. " + ("ord " * 17).strip() + "\n   ord ord ord\n"),
        ("När: tisdag\nVar: Stockholm", "När: tisdag\nVar: Stockholm\n"),
    ],
)
def test_wrapping_keeps_lines_and_hangs_lists(text: str, lines: str) -> None:
    assert wrapped(text) == lines


def test_a_kind_has_one_writer() -> None:
    register("tests.welcome", write_welcome)
    assert renderer("tests.welcome") is write_welcome
    with pytest.raises(ValueError, match=r"two renderers for mails of kind 'tests\.welcome'"):
        register("tests.welcome", lambda message: Letter(subject="x", text="y"))
