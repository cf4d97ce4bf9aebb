"""Where things stand, and what may use what: the rules of CONTRIBUTING.md."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.architecture.source import ROOT, SOURCE, apps, imports, place, project_files, python_files, tree

# The table of CONTRIBUTING.md, from above: a kind may use those with the same number and lower ones.
KINDS = {
    "enums": 0,
    "errors": 0,
    "rules": 1,
    "signals": 1,
    "validators": 1,
    "models": 2,
    "queries": 3,
    "permissions": 3,
    "emails": 3,
    "actions": 4,
    "forms": 5,
    "tasks": 5,
    "receivers": 5,
    "checks": 5,
    "views": 6,
    "urls": 6,
    "viewsets": 6,
    "wagtail_hooks": 6,
    "templatetags": 6,
    "middleware": 6,
}
# A module named after its subject says here which kind it stands beside. A new one is a decision: does no kind fit?
SUBJECTS = {
    "checkin": {"letters": "queries", "section": "queries"},
    "events": {"calendar": "queries"},
    "invoicing": {
        "building": "queries",
        "checker": "queries",
        "checking": "queries",
        "exporting": "queries",
        "pdf": "queries",
        "schematron": "rules",
        "ubl": "rules",
    },
    "invitations": {"links": "queries", "letters": "queries", "day_letters": "queries", "sections": "forms"},
    "mail": {
        "bounces": "rules",
        "envelopes": "rules",
        "letters": "rules",
        "mailbox": "queries",
        "merging": "actions",
        "mime": "queries",
        "registry": "queries",
        "returning": "actions",
        "sending": "actions",
        "transport": "queries",
    },
    "mailings": {"groups": "queries", "kinds": "queries", "letters": "queries", "suggestions": "queries", "words": "queries"},
    "municipalities": {"register": "rules", "maps": "queries"},
    "orders": {"choices": "forms", "links": "queries", "letters": "queries", "prices": "queries", "section": "queries"},
    "pages": {
        "blocks": "models",
        "colours": "queries",
        "contexts": "rules",
        "dates": "rules",
        "navigation": "queries",
        "paging": "rules",
        "staff_words": "enums",
        "uploads": "forms",
    },
    "parts": {"section": "views", "letters": "views", "seen": "queries"},
    "programme": {"pdf": "queries"},
    "questions": {"letters": "queries", "sections": "forms"},
    "registrations": {
        "audiences": "queries",
        "links": "queries",
        "calendar": "queries",
        "pricing": "forms",
        "seen": "queries",
        "letters": "queries",
        "day_letters": "queries",
        "series_letter": "queries",
        "sections": "queries",
        "way_section": "queries",
    },
    "substitutes": {"links": "queries", "letters": "queries", "sections": "queries"},
    "website": {"organiser": "views", "structured_data": "queries", "series": "queries", "choosers": "viewsets"},
}
# Tools and plumbing that are not divided into kinds; demo only calls others' actions.
UNDIVIDED = {"core", "config", "demo"}
PLUMBING = {"__init__", "apps", "management", "migrations"}
ATTICS = {"util", "utils", "helper", "helpers", "misc", "common", "tools", "stuff", "base", "lib"}
LOCAL_REASONS = ("(app ready)", "(optional dependency)", "(slow import)")
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
# "module.function": why it is longer. Empty, and meant to stay so.
LONG_FUNCTIONS: dict[str, str] = {}
# The look of a site is one thing; CONTRIBUTING.md asks for one stylesheet.
LONG_FILES = {"src/kunskapsdag/pages/static/pages/site.css"}


def kind_of(app: str, module: str) -> int | None:
    """Return the number of a module's kind, or None where it has none."""
    return KINDS.get(SUBJECTS.get(app, {}).get(module, module))


def modules(app: Path) -> list[tuple[str, Path]]:
    """Return the files of an app with the module or folder right below the app that each belongs to."""
    files = [file for file in app.rglob("*.py") if not {"migrations", "management"} & set(file.relative_to(app).parts)]
    return [(file.relative_to(app).parts[0].removesuffix(".py"), file) for file in sorted(files)]


def test_apps_look_down_never_up_or_sideways() -> None:
    # As a process of its own: its set-up of logging would silence every logger of the tests that come after.
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_app_is_installed_and_every_installed_app_is_there() -> None:
    installed = sorted(name.removeprefix("kunskapsdag.") for name in settings.INSTALLED_APPS if name.startswith("kunskapsdag."))
    assert installed == [app.name for app in apps()]


def test_every_module_is_of_a_known_kind() -> None:
    unknown = {
        place(file)
        for app in apps()
        if app.name not in UNDIVIDED
        for module, file in modules(app)
        if module not in PLUMBING and kind_of(app.name, module) is None
    }
    assert unknown == set(), "name it after its kind, or enter it in SUBJECTS"


def test_the_list_of_subjects_holds_only_what_is_there() -> None:
    missing = {
        f"{app}.{subject}"
        for app, subjects in SUBJECTS.items()
        for subject in subjects
        if not list((SOURCE / app).glob(f"{subject}.py")) and not (SOURCE / app / subject).is_dir()
    }
    assert missing == set()


def test_in_an_app_decisions_know_nothing_of_actions_nor_actions_of_screens() -> None:
    upward = []
    for app in apps():
        if app.name in UNDIVIDED:
            continue
        for module, file in modules(app):
            own = kind_of(app.name, module)
            if own is None:
                continue
            for line, name in imports(file):
                parts = name.split(".")
                if parts[:2] != ["kunskapsdag", app.name]:
                    continue
                used = kind_of(app.name, parts[2])
                if used is not None and used > own:
                    upward.append(f"{place(file, line)} uses {parts[2]}")
    assert upward == []


def test_rules_are_pure() -> None:
    forbidden = re.compile(
        r"django\.(db|http|conf|shortcuts|core\.cache|contrib)\b|kunskapsdag\.core\.(audit|worker|faults)\b"
        r"|kunskapsdag\.\w+\.(models|queries|actions|views|forms|emails)\b|(os|time|random|requests|socket)(\.|$)"
    )
    impure = [
        f"{place(file, line)}: {name}"
        for file in python_files()
        if file.name == "rules.py" or file.parent.name == "rules"
        for line, name in imports(file)
        if forbidden.match(name)
    ]
    # Swedish time may be reckoned with; what time it is now, the caller says.
    asking = [
        f"{place(file, node.lineno)}: clock.{node.attr}"
        for file in python_files()
        if file.name == "rules.py"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if (node.value.id, node.attr) in {("clock", "now"), ("clock", "today")}
    ]
    assert impure + asking == []


def test_actions_never_see_a_request() -> None:
    seen = [
        f"{place(file, line)}: {name}"
        for file in python_files()
        if "actions" in (file.stem, file.parent.name)
        for line, name in imports(file)
        if re.match(r"django\.(http|shortcuts|contrib\.messages)\b", name)
    ]
    assert seen == []


NAMED_BY_DJANGO = {"src/kunskapsdag/core/sqlite/base.py"}  # a database backend is found by this name


def test_nothing_is_named_like_an_attic() -> None:
    folders = {parent for file in python_files() for parent in file.parents if SOURCE in parent.parents}
    named = [place(path) for path in [*python_files(), *folders] if path.stem in ATTICS and place(path) not in NAMED_BY_DJANGO]
    assert named == []


def test_no_file_is_too_long_to_read_in_one_go() -> None:
    kinds = {".py", ".html", ".txt", ".css", ".js", ".typ", ".md"}
    roots = {"src", "tests", "scripts", "docs"}
    lengths = {
        place(file): len(file.read_text(encoding="utf-8").splitlines())
        for file in project_files()
        if file.suffix in kinds and file.relative_to(ROOT).parts[0] in roots and "migrations" not in file.parts
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE and name not in LONG_FILES} == {}


def test_no_function_is_too_long_to_see_at_once() -> None:
    long = {}
    for file in python_files():
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long[f"{file.relative_to(SOURCE).with_suffix('')}.{node.name}".replace("/", ".")] = lines
    assert {name: lines for name, lines in long.items() if name not in LONG_FUNCTIONS} == {}


def test_an_import_inside_a_function_gives_one_of_three_reasons() -> None:
    unreasoned = set()
    for file in python_files():
        lines = file.read_text(encoding="utf-8").splitlines()
        for function in ast.walk(tree(file)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                # Several imports for one reason need it once.
                words = "\n".join(line for node in inside for line in lines[node.lineno - 2 : node.end_lineno])
                if inside and not any(reason in words for reason in LOCAL_REASONS):
                    unreasoned.add(place(file, inside[0].lineno))
    assert unreasoned == set()


def test_a_silenced_rule_carries_its_argument_on_the_same_line() -> None:
    bare = re.compile(r"#\s*(noqa|type:\s*ignore)(:\s*[\w, ]+|\[[\w, -]+\])?\s*$")
    named = re.compile(r"#\s*noqa(?!:)")
    silent = [
        place(file, number)
        for file in [*python_files(), *sorted((ROOT / "scripts").glob("*.py"))]
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if named.search(line) or (bare.search(line) and "noqa" in line)
    ]
    assert silent == []
