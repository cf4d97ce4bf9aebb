"""Collect what the apps say, and compile what the translators wrote: ``make messages``.

Catalogues are sorted, without line numbers and without wrapped lines, so that a change shows only what changed.
Works on all apps, or on those named: ``scripts/messages.py events fees``.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import polib

APPS = Path(__file__).resolve().parent.parent / "src" / "kunskapsdag"
LANGUAGE = "sv"
# -P: an app's folder holds modules that are called like Python's own, such as calendar.
DJANGO = [sys.executable, "-P", "-m", "django"]


def collect(app: Path) -> None:
    """Write the app's new texts into its catalogue; those no longer used go away."""
    (app / "locale").mkdir(exist_ok=True)
    subprocess.run(
        [*DJANGO, "makemessages", f"--locale={LANGUAGE}", "--no-location", "--no-wrap", "--no-obsolete", "--verbosity=0"],
        cwd=app,
        check=True,
    )


def compile_(catalogue: Path) -> list[str]:
    """Sort and compile a catalogue; return the texts that nobody has translated."""
    texts = polib.pofile(str(catalogue), wrapwidth=0)
    texts.sort(key=lambda entry: (entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""))
    # The time of collecting says nothing, and would differ in every branch.
    texts.metadata.pop("POT-Creation-Date", None)
    texts.save()
    texts.save_as_mofile(str(catalogue.with_suffix(".mo")))
    return [entry.msgid for entry in texts if not entry.obsolete and (not entry.translated() or entry.fuzzy)]


def main(names: list[str]) -> int:
    """Collect and compile; return 1 where something is left to translate."""
    if not shutil.which("xgettext"):
        print("Collecting texts needs the gettext tools: apt-get install gettext (Debian, Ubuntu), brew install gettext (Mac)")
        return 1
    apps = [APPS / name for name in names] or sorted(file.parent for file in APPS.glob("*/apps.py"))
    missing = 0
    for app in apps:
        collect(app)
        catalogue = app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        untranslated = compile_(catalogue) if catalogue.exists() else []
        missing += len(untranslated)
        print(f"{app.name:16} {len(untranslated) or 'nothing'} to translate")
        for text in untranslated:
            print(f"    {text!r}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
