"""Templates: all of them compile, none holds script or style, none asks anybody else."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.architecture.source import SOURCE, place

TEMPLATES = sorted(file for file in SOURCE.glob("*/templates/**/*") if file.is_file())
# A mail program reads no stylesheet of ours; css-inline writes the rules into the elements.
LETTERS = {SOURCE / "mail" / "templates" / "mail" / "base.html"}
COMMENT = re.compile(r"{#.*?#}|{% comment.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
INLINE = {
    # A data block is not run; the policy does not stop it.
    "a script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/(ld\+)?json)", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>{%]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something from others": re.compile(
        r"<(?:script|img|iframe|source|video|audio|embed|object|form)\b[^>]*\b(?:src|srcset|data|action)=[\"'](?:https?:)?//"
        r"|<link\b[^>]*\brel=[\"'](?:stylesheet|preload|icon|preconnect|dns-prefetch|manifest)[\"'][^>]*\bhref=[\"'](?:https?:)?//",
        re.IGNORECASE,
    ),
}


def name_of(template: Path) -> str:
    """Return what Django calls it."""
    return str(template.relative_to(SOURCE)).split("/templates/", 1)[1]


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_every_template_compiles(template: Path) -> None:
    assert get_template(name_of(template)).template.name == name_of(template)


@pytest.mark.parametrize("fault", INLINE)
def test_no_template_holds_what_the_security_policy_forbids(fault: str) -> None:
    found = [
        place(template)
        for template in TEMPLATES
        # Wagtail's own staff pages, changed in a place or two, live under the staff's policy.
        if template.suffix == ".html" and template not in LETTERS and "/templates/wagtail" not in place(template)
        if INLINE[fault].search(COMMENT.sub("", template.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_the_search_for_faults_finds_each_of_them() -> None:
    samples = {
        "a script": "<script>x</script>",
        "a style element": "<style>p{}</style>",
        "a style attribute": '<p style="color: red">',
        "an event attribute": '<button type="button" onclick="x()">',
        "a javascript: address": '<a href="javascript:x()">',
        "something from others": '<img alt="" src="https://example.com/x.png">',
    }
    assert {name: [fault for fault, pattern in INLINE.items() if pattern.search(html)] for name, html in samples.items()} == {
        name: [name] for name in samples
    }


def test_people_read_clock_times_the_swedish_way() -> None:
    """14.10; with a colon only for machines, in the attribute ``datetime``."""
    colon = re.compile(r"\b(?:date|time):[\"'][^\"']*[HG]:i")
    for_machines = re.compile(r"datetime=\"[^\"]*\"")
    found = [place(file) for file in TEMPLATES if colon.search(for_machines.sub("", file.read_text(encoding="utf-8")))]
    assert found == []


def test_no_stylesheet_or_script_fetches_from_others() -> None:
    fetch = re.compile(r"(?:@import|url\(|fetch\(|import\s*\(?|from)\s*[\"']?(?:https?:)?//", re.IGNORECASE)
    found = [
        place(file)
        for file in sorted(SOURCE.glob("*/static/**/*"))
        if file.suffix in (".css", ".js") and fetch.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_app_keeps_templates_and_static_files_under_its_own_name() -> None:
    strangers = [
        place(file)
        for kind in ("templates", "static")
        for file in sorted(SOURCE.glob(f"*/{kind}/**/*"))
        if file.is_file() and file.relative_to(SOURCE).parts[2] != file.relative_to(SOURCE).parts[0]
    ]
    # Wagtail's own pages are changed by templates of Wagtail's names.
    assert [path for path in strangers if "/templates/wagtail" not in path] == []
