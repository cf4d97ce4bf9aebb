"""What a visitor reads is Swedish, all of it; a text without translation fails here."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import polib
import pytest
from django.utils.translation import trans_real

from tests.architecture.source import SOURCE, apps, place
from tests.architecture.texts import Text, Unreadable, in_module, in_template, used

CATALOGUES = sorted(SOURCE.glob("*/locale/sv/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|{(\w*)}|(?<!%)%(?:%%)*(?=[sd])")
Key = tuple[str | None, str]


def app_of(catalogue: Path) -> str:
    """Return the app that a catalogue belongs to."""
    return catalogue.relative_to(SOURCE).parts[0]


@cache
def texts() -> list[Text | Unreadable]:
    """Return everything that is handed to gettext."""
    return list(used())


@cache
def entries(catalogue: Path) -> list[polib.POEntry]:
    """Return what a catalogue holds."""
    return list(polib.pofile(str(catalogue)))


def meaning(entry: polib.POEntry) -> tuple[object, ...]:
    """Return all that is compiled of an entry."""
    return entry.msgctxt, entry.msgid, entry.msgid_plural, entry.msgstr, tuple(sorted(entry.msgstr_plural.items()))


def test_every_app_with_texts_has_a_catalogue() -> None:
    speaking = {text.where.split("/")[2] for text in texts()}
    assert speaking - {app_of(catalogue) for catalogue in CATALOGUES} == set()
    assert speaking <= {app.name for app in apps()} | {"templates"}


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=app_of)
def test_nothing_is_left_to_translate(catalogue: Path) -> None:
    left = [entry.msgid for entry in entries(catalogue) if entry.fuzzy or (not entry.obsolete and not entry.translated())]
    assert left == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=app_of)
def test_what_is_compiled_is_what_is_written(catalogue: Path) -> None:
    compiled = {meaning(entry) for entry in polib.mofile(str(catalogue.with_suffix(".mo")))}
    written = {meaning(entry) for entry in entries(catalogue) if not entry.obsolete}
    assert written ^ compiled == set(), "run make messages"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=app_of)
def test_a_translation_has_the_same_placeholders(catalogue: Path) -> None:
    wrong = []
    for entry in entries(catalogue):
        if entry.obsolete:
            continue
        asked = {match.group() for match in PLACEHOLDER.finditer(entry.msgid + entry.msgid_plural)}
        for translated in [entry.msgstr, *entry.msgstr_plural.values()]:
            given = {match.group() for match in PLACEHOLDER.finditer(translated)}
            # One of a plural's forms may say "en plats" instead of a number.
            if translated and (given - asked or (asked - given and not entry.msgid_plural)):
                wrong.append((entry.msgid, translated))
    assert wrong == []


def is_translated(text: Text) -> bool:
    """Return whether the running house has Swedish for it, from a catalogue of ours, of Django's or of Wagtail's."""
    swedish = trans_real.translation("sv")._catalog
    whole = f"{text.context}\x04{text.singular}" if text.context else text.singular
    return whole in swedish if text.plural is None else (whole, 0) in swedish and (whole, 1) in swedish


def test_every_text_that_is_shown_has_a_translation() -> None:
    shown = [text for text in texts() if isinstance(text, Text) and text.singular]
    missing = {(text.where, text.singular) for text in shown if not is_translated(text)}
    assert missing == set(), "run make messages, and translate"


def test_a_text_without_translation_is_noticed() -> None:
    nobody = Text(None, "Nobody has written this", None, "")
    plural = Text(None, "Nobody has one", "Nobody has %(number)s", "")
    assert [is_translated(text) for text in (nobody, plural, Text(None, "May", None, ""))] == [False, False, True]


def test_every_text_is_written_out_so_that_it_can_be_translated() -> None:
    assert [text.where for text in texts() if isinstance(text, Unreadable)] == []


def test_catalogues_hold_nothing_that_is_no_longer_shown() -> None:
    shown = {text.key for text in texts() if isinstance(text, Text)}
    held = {(app_of(file), entry.msgctxt, entry.msgid) for file in CATALOGUES for entry in entries(file)}
    stale = {(app, text) for app, context, text in held if (context, text) not in shown}
    assert stale == set(), "run make messages"


def test_one_text_is_translated_in_one_way() -> None:
    """Django reads all catalogues as one: the app that is installed first decides for all."""
    ways: dict[Key, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in CATALOGUES:
        for entry in entries(file):
            if not entry.obsolete:
                words = entry.msgstr or " / ".join(entry.msgstr_plural.values())
                ways[entry.msgctxt, entry.msgid][words].append(app_of(file))
    several = {key: dict(words) for key, words in ways.items() if len(words) > 1}
    assert several == {}, "use pgettext where a word has two meanings"


def test_texts_are_found_in_each_way_of_writing_them() -> None:
    template = """{% load i18n %}{% translate "One" %} {{ _("Two") }} {% blocktranslate trimmed %}
        Three {{ name }}
    {% endblocktranslate %}{% blocktranslate count n=n %}A place{% plural %}{{ n }} places{% endblocktranslate %}
    {% translate "Four" context "month" %} {% if x == _("Five") %}{% endif %} 100 %"""
    found = [text for text in in_template(template, "x") if isinstance(text, Text)]
    assert sorted((text.context or "", text.singular, text.plural or "") for text in found) == [
        ("", "A place", "%(n)s places"),
        ("", "Five", ""),
        ("", "One", ""),
        ("", "Three %(name)s", ""),
        ("", "Two", ""),
        ("month", "Four", ""),
    ]
    module = ast.parse(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        "_('One' ' and a half'); ngettext('a', 'b', 2); pgettext('c', 'd'); _(f'{x}')"
    )
    where = f"{place(SOURCE)}:2"
    assert list(in_module(module, SOURCE)) == [
        Text(None, "One and a half", None, where),
        Text(None, "a", "b", where),
        Text("c", "d", None, where),
        Unreadable(where),
    ]
