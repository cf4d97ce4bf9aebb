"""Mistakes in the set-up, told at start with a hint: ``kunskapsdag check --deploy``."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Advice
from django.db import connection

MOUNTS = Path("/proc/self/mounts")
SHARED_FILE_SYSTEMS = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ceph",
    "fuse.ceph",
    "glusterfs",
    "fuse.glusterfs",
    "fuse.sshfs",
}


@register("settings")
def needs_keys_are_usable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a ``NEEDS_KEY`` that cannot encrypt."""
    from kunskapsdag.core import seals  # (app ready)

    try:
        seals.seal("x")
    except ValueError:
        return [
            Error(
                "NEEDS_KEY is not a usable key.",
                hint="Make one with: kunskapsdag new_key",
                id="kunskapsdag.E003",
            )
        ]
    return []


@register("settings")
def database_file_is_on_this_machine(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse SQLite on a disk that several machines share: its locks and its write-ahead log do not reach that far."""
    if connection.vendor != "sqlite":
        return []
    kind = _file_system(Path(connection.settings_dict["NAME"]))
    if kind not in SHARED_FILE_SYSTEMS:
        return []
    return [
        Error(
            f"The SQLite database is on a network disk ({kind}): two machines would destroy it.",
            hint="Put DATA_DIR on a disk of this machine, or set DATABASE_URL to a PostgreSQL database.",
            id="kunskapsdag.E002",
        )
    ]


def _file_system(file: Path) -> str:
    """Return what Linux calls the file system that holds the file; empty where nobody can tell."""
    try:
        mounts = [line.split()[1:3] for line in MOUNTS.read_text(encoding="utf-8").splitlines()]
    except OSError:
        return ""
    holding = [(place, kind) for place, kind in mounts if file.is_relative_to(place.replace("\\040", " "))]
    return max(holding, key=lambda mount: len(mount[0]), default=("", ""))[1]


@register(deploy=True)
def sender_can_be_answered(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn when mail would leave with an address that nobody has chosen."""
    if settings.MAIL_URL and settings.MAIL_FROM.endswith("@localhost>"):
        return [Error("MAIL_FROM is not set.", hint="MAIL_FROM='Name <name@example.se>'", id="kunskapsdag.E001")]
    if not settings.MAIL_URL and not settings.DEMO:
        return [Advice("MAIL_URL is not set: no mail leaves.", hint="smtp://host:25", id="kunskapsdag.W001")]
    return []


@register(deploy=True)
def public_address_is_set(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn when links in mails would point at localhost."""
    if "//localhost" in settings.BASE_URL:
        return [
            Advice(
                "BASE_URL points at localhost: links in mails will not work elsewhere.",
                hint="BASE_URL=https://kunskapsdag.example.se",
                id="kunskapsdag.W002",
            )
        ]
    return []
