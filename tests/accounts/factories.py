"""Staff, named by what they do."""

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory, Password

from kunskapsdag.accounts.enums import Role
from kunskapsdag.accounts.models import User

PASSWORD = "a pass phrase for tests"


class UserFactory(DjangoModelFactory):
    """One who can log in and may do nothing; ``admin=True`` may do everything, ``role=Role.DOOR`` what that group may."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        admin = factory.Trait(is_staff=True, is_superuser=True)

    username = factory.Sequence(lambda number: f"anna{number}")
    first_name = "Anna"
    last_name = factory.Sequence(lambda number: f"Ek {number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.se")
    password = Password(PASSWORD)

    @factory.post_generation
    def role(self, create: bool, role: Role | None, **kwargs: object) -> None:
        """Put the user into the group, which the migrations have made."""
        if role:
            self.groups.add(Group.objects.get(name=role))
