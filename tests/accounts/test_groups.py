"""The four groups and their rights."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from kunskapsdag.accounts import receivers
from kunskapsdag.accounts.enums import Role
from kunskapsdag.accounts.permissions import RIGHTS
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


def rights_of(name: str) -> set[str]:
    pairs = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in pairs}


@pytest.mark.parametrize("role", list(Role))
def test_each_group_has_exactly_its_rights(role: Role) -> None:
    assert rights_of(role) == set(RIGHTS[role])


def test_only_the_organiser_reads_needs() -> None:
    holders = {role for role in Role if "registrations.read_needs" in rights_of(role)}
    assert holders == {Role.ORGANISER}


def test_the_door_can_do_nothing_but_read_the_list_and_tick_off() -> None:
    assert rights_of(Role.DOOR) == {
        "wagtailadmin.access_admin",
        "checkin.add_checkin",
        "events.view_event",
        "registrations.view_registration",
    }


def test_the_editor_has_no_right_to_registrations() -> None:
    assert not {name for name in rights_of(Role.EDITOR) if name.startswith("registrations.")}


@pytest.mark.parametrize(("role", "count"), [(Role.EDITOR, 3), (Role.ORGANISER, 3), (Role.FINANCE, 0), (Role.DOOR, 0)])
def test_editors_and_organisers_write_pages_and_nobody_else(role: Role, count: int) -> None:
    assert GroupPagePermission.objects.filter(group__name=role, page__depth=1).count() == count


@pytest.mark.parametrize(("role", "count"), [(Role.EDITOR, 6), (Role.ORGANISER, 6), (Role.FINANCE, 0), (Role.DOOR, 0)])
def test_editors_and_organisers_keep_files_and_nobody_else(role: Role, count: int) -> None:
    assert GroupCollectionPermission.objects.filter(group__name=role, collection__depth=1).count() == count


def test_setting_up_again_takes_away_what_was_added_by_hand_and_doubles_nothing() -> None:
    door = Group.objects.get(name=Role.DOOR)
    door.permissions.add(Group.objects.get(name=Role.ORGANISER).permissions.get(codename="read_needs"))
    receivers.set_up_groups()
    assert rights_of(Role.DOOR) == set(RIGHTS[Role.DOOR])
    assert GroupPagePermission.objects.filter(group__name=Role.EDITOR).count() == 3


def test_wagtails_own_groups_go_while_nobody_is_in_them() -> None:
    group = Group.objects.create(name="Editors")
    UserFactory().groups.add(group)
    Group.objects.create(name="Moderators")
    receivers.set_up_groups()
    assert set(Group.objects.values_list("name", flat=True)) == {*Role, "Editors"}


def test_a_misspelt_right_stops_the_setting_up() -> None:
    with pytest.raises(LookupError, match=r"no such permissions: events\.wiev_event$"):
        receivers._permissions(["events.wiev_event", "events.view_event"])
