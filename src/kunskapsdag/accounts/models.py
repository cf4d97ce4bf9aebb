"""Staff who log in. Participants never have an account: they have signed links."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """One who works with the days: editor, organiser, finance or door."""

    def __str__(self) -> str:
        """Return the name, or the login where no name is given."""
        return self.get_full_name() or self.username
