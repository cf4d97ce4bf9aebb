"""Every text that the project hands to gettext, read from modules and templates without the gettext tools."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

from tests.architecture.source import SOURCE, place, python_files, tree

# Which arguments are the context, the text and the plural.
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
LITERAL = r"(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*[uU]?({LITERAL}(?:\s*,\s*[uU]?{LITERAL})*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Text:
    """A text as gettext knows it, and where it stands."""

    context: str | None
    singular: str
    plural: str | None
    where: str

    @property
    def key(self) -> tuple[str | None, str]:
        """Return what tells it apart in a catalogue."""
        return self.context, self.singular


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A call whose text is not written out, so that nobody can translate it."""

    where: str


def used() -> Iterator[Text | Unreadable]:
    """Give every text of the project's modules and templates."""
    for file in python_files():
        yield from in_module(tree(file), file)
    for file in sorted(SOURCE.glob("*/templates/**/*")):
        if file.suffix in (".html", ".txt", ".xml"):
            yield from in_template(file.read_text(encoding="utf-8"), place(file))


def in_module(module: ast.Module, file: Path) -> Iterator[Text | Unreadable]:
    """Give the texts of a module."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in CALLS or not node.args or _is_own_function(module, name):
            continue
        where = place(file, node.lineno)
        values = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
        wanted = [index for index in CALLS[name] if index is not None]
        if any(index >= len(values) or not isinstance(values[index], str) for index in wanted):
            yield Unreadable(where)
        else:
            yield _text(name, values, where)


def _is_own_function(module: ast.Module, name: str) -> bool:
    """Return whether "_" is something else here, such as a loop's unused value."""
    if name != "_":
        return False
    aliases = [alias for node in ast.walk(module) if isinstance(node, ast.ImportFrom) for alias in node.names]
    return not any(alias.asname == "_" or alias.name == "_" for alias in aliases)


def in_template(source: str, where: str) -> Iterator[Text]:
    """Give the texts of a template; Django itself turns its tags into calls."""
    for name, arguments in CALL.findall(templatize(source)):
        values = [ast.literal_eval(literal) for literal in re.findall(LITERAL, arguments, re.DOTALL)]
        yield _text(name, values, where)


def _text(name: str, values: list[str | None], where: str) -> Text:
    context, singular, plural = (values[index] if index is not None else None for index in CALLS[name])
    return Text(context, singular or "", plural, where)
