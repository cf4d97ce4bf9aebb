"""The words of a mail, from a pair of templates: ``<name>.txt`` and ``<name>.html``."""

import re
import textwrap
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import css_inline
from django.conf import settings
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template
from django.utils import translation

from kunskapsdag.core.text import one_line, printable

# RFC 5322 asks for at most 78; 72 leaves room for the marks of one who answers.
LINE = 72
SUBJECT = "subject:"
LIST_MARK = re.compile(r"^(\s*)([-–•*]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says. ``calendar`` is an iCalendar file, ``calendar_method`` its METHOD (REQUEST, CANCEL, PUBLISH).

    ``reply_to``: the address that an answer goes to, where it is another than the sender's. ``unsubscribe_url``: where one
    press says that no more is wanted (RFC 8058); never in a mail about something that the person herself has done.
    """

    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    calendar_method: str = ""
    reply_to: str = ""
    unsubscribe_url: str = ""


def letter(
    template_base: str,
    context: dict[str, Any],
    language: str,
    *,
    calendar: str = "",
    calendar_method: str = "",
    reply_to: str = "",
    unsubscribe_url: str = "",
) -> Letter:
    """Write a letter from ``<template_base>.txt`` and ``<template_base>.html``.

    The first line of the text template is ``Subject: …``. Nothing is escaped in the text version, everything in the
    HTML version, which extends ``mail/base.html``. Both get ``subject``, ``base_url`` and ``sender`` beside ``context``.
    """
    with translation.override(language):
        shared = {"base_url": settings.BASE_URL, "sender": settings.WAGTAIL_SITE_NAME, "language": language} | context
        subject, body = _split(_plain(f"{template_base}.txt", shared))
        html = printable(get_template(f"{template_base}.html").render(shared | {"subject": subject}))
    return Letter(
        subject=subject,
        text=wrapped(printable(body)),
        html=_inliner().inline(html),
        calendar=calendar,
        calendar_method=calendar_method,
        reply_to=reply_to,
        unsubscribe_url=unsubscribe_url,
    )


def wrapped(text: str) -> str:
    """Return the text in lines of at most 72 characters, links unbroken, and never two empty lines in a row."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        lines += _wrapped_line(line.rstrip()) if line.strip() else ([""] if lines and lines[-1] else [])
    return "\n".join(lines) + "\n"


def _wrapped_line(line: str) -> list[str]:
    mark = LIST_MARK.match(line)
    indent = " " * (mark.end() if mark else len(line) - len(line.lstrip()))
    return textwrap.wrap(
        line, LINE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
    )


def _plain(name: str, context: dict[str, Any]) -> str:
    """Render a text template without HTML escaping: "Sjö & Hav" is not "Sjö &amp; Hav"."""
    template = cast("Template", get_template(name)).template
    return template.render(Context(context, autoescape=False))


def _split(text: str) -> tuple[str, str]:
    first, _, body = text.lstrip().partition("\n")
    if not first.lower().startswith(SUBJECT):
        raise ValueError(f"the first line of a letter is 'Subject: …', not {first[:60]!r}")
    return one_line(first[len(SUBJECT) :])[:250], body


@cache
def _inliner() -> css_inline.CSSInliner:
    """Return the inliner: rules go to the elements, since many mail programs drop ``<style>``; ``@media`` stays."""
    return css_inline.CSSInliner(keep_at_rules=True, keep_style_tags=False, load_remote_stylesheets=False)
