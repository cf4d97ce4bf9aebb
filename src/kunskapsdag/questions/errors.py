"""What can go wrong, in words that a person can act on."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kunskapsdag.registrations.errors import RegistrationError


class QuestionError(Exception):
    """The organiser's change was refused; ``text`` says why, ``field`` names the form field where there is one."""

    text: Any = _("This cannot be done now.")
    field: str | None = None

    def __init__(self, text: Any = None, field: str | None = None) -> None:
        super().__init__()
        self.text = self.text if text is None else text
        self.field = self.field if field is None else field

    def __str__(self) -> str:
        """Return the sentence for the reader."""
        return str(self.text)


class ChangedMeanwhile(QuestionError):
    """Someone else has changed the questions since the form was shown."""

    text = _("Someone has changed the questions since you opened the page. Look at how they stand now.")


class WouldLose(QuestionError):
    """Answers would be lost; the organiser must say that she knows."""

    field = "confirm_loss"


class Sensitive(QuestionError):
    """The question seems to ask for what must not be asked without a ground."""

    field = "confirm_sensitive"


class NobodyToRemind(QuestionError):
    """Nobody is left to remind."""

    text = _("Nobody is left to remind: all have answered, or got a letter less than three days ago.")


class AnswerMissing(RegistrationError):
    """A required question was not answered."""

    section = "questions"

    def __init__(self, field: str) -> None:
        """``field``: the field of the question in the section's form."""
        super().__init__()
        self.text = _("Answer this question.")
        self.field = field


class AnswersAreClosed(RegistrationError):
    """The last day to answer has passed."""

    text = _("The last day to answer has passed. Write to the organiser if something has changed.")
