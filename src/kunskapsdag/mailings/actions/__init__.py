"""What can be done with letters."""

from kunskapsdag.mailings.actions.changes import let_changes_go, note_changes, send_change, skip_change
from kunskapsdag.mailings.actions.scheduling import plan_letter, send_scheduled
from kunskapsdag.mailings.actions.sending import send_mailing, send_to_myself, send_to_new_address
from kunskapsdag.mailings.actions.texts import copy_letters, reset_text, save_text

__all__ = [
    "copy_letters",
    "let_changes_go",
    "note_changes",
    "plan_letter",
    "reset_text",
    "save_text",
    "send_change",
    "send_mailing",
    "send_scheduled",
    "send_to_myself",
    "send_to_new_address",
    "skip_change",
]
