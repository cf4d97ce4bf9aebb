"""Gives the groups their rights once every app has its tables and permissions."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from kunskapsdag.accounts.enums import Role
from kunskapsdag.accounts.permissions import FILE_RIGHTS, PAGE_RIGHTS, RIGHTS, WRITERS

# Made by Wagtail's own migrations; they know nothing of days.
WAGTAILS_GROUPS = ("Editors", "Moderators")


def after_migrate(sender: Any, **kwargs: Any) -> None:
    """Set the groups up when the last app has got its permissions; ``post_migrate`` is sent once per app with tables."""
    last = [app.label for app in apps.get_app_configs() if app.models_module is not None][-1]
    if sender.label == last:
        set_up_groups()


def set_up_groups() -> None:
    """Make the four groups and set their rights to exactly those of ``permissions.RIGHTS``.

    Who needs other rights makes a group of her own: these four are set again at each upgrade.
    """
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(_permissions(RIGHTS[role]))
        if role in WRITERS:
            _allow_writing(group)
    Group.objects.filter(name__in=WAGTAILS_GROUPS, user__isnull=True).delete()


def _permissions(names: Iterable[str]) -> list[Permission]:
    """Return the permissions of these names; raise ``LookupError`` for one that does not exist."""
    wanted = set(names)
    either = Q(pk__in=[])
    for name in wanted:
        app, codename = name.split(".")
        either |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(either).select_related("content_type"))
    missing = wanted - {f"{one.content_type.app_label}.{one.codename}" for one in found}
    if missing:
        raise LookupError(f"no such permissions: {', '.join(sorted(missing))}")
    return found


def _allow_writing(group: Group) -> None:
    """Let the group write all pages, and keep files in all collections."""
    page_model = apps.get_model("wagtailcore", "Page")
    collection_model = apps.get_model("wagtailcore", "Collection")
    page_right = apps.get_model("wagtailcore", "GroupPagePermission")
    file_right = apps.get_model("wagtailcore", "GroupCollectionPermission")
    page_root = page_model.objects.filter(depth=1).first()
    file_root = collection_model.objects.filter(depth=1).first()
    if page_root is not None:
        for one in _permissions(f"wagtailcore.{name}" for name in PAGE_RIGHTS):
            page_right.objects.get_or_create(group=group, page=page_root, permission=one)
    if file_root is not None:
        for one in _permissions(FILE_RIGHTS):
            file_right.objects.get_or_create(group=group, collection=file_root, permission=one)
