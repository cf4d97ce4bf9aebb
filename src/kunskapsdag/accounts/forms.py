"""The login form, which makes guessing slow."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

from kunskapsdag.accounts import actions
from kunskapsdag.core import clock
from kunskapsdag.core.limits import address_of


class ThrottledLoginForm(LoginForm):
    """Wagtail's form; after five failures for a name it asks for a pause, the same for right and wrong passwords."""

    # Set where she has to wait; the middleware answers 429 then.
    waits_until: dt.datetime | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the password its label: Wagtail's field has none, and its name stands there in English."""
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")

    def clean(self) -> dict[str, Any]:
        """Check the password, unless the name has to wait."""
        name = str(self.cleaned_data.get("username") or "")
        address = address_of(self.request)
        now = clock.now()
        until = actions.waits_until(name=name, address=address, now=now)
        if until is not None:
            self.waits_until = until
            raise forms.ValidationError(
                _(
                    "Logging in has failed too many times. Wait until %(time)s and try again. "
                    "If you have forgotten your password, ask a colleague who can give you a new one."
                )
                % {"time": clock.swedish(until).strftime("%H.%M.%S")},
                code="wait",
            )
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError:
            actions.count_failure(name=name, address=address, now=now)
            raise
        if self.user_cache is not None:
            actions.forget_failures(name=name)
        return cleaned
