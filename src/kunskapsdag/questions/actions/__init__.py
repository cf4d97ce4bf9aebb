"""What can be done with questions and answers."""

from kunskapsdag.questions.actions.answering import (
    answer,
    answer_for_order,
    drop_what_no_longer_counts,
    erase_old,
    forget_day,
    forget_person,
    keep_answers,
    keep_answers_of_many,
    keep_answers_of_order,
    move_sheet,
)
from kunskapsdag.questions.actions.asking import ask_by_letter, remind
from kunskapsdag.questions.actions.editing import (
    Written,
    copy_questions,
    move_question,
    remove_question,
    save_question,
    save_sheet,
)

__all__ = [
    "Written",
    "answer",
    "answer_for_order",
    "ask_by_letter",
    "copy_questions",
    "drop_what_no_longer_counts",
    "erase_old",
    "forget_day",
    "forget_person",
    "keep_answers",
    "keep_answers_of_many",
    "keep_answers_of_order",
    "move_question",
    "move_sheet",
    "remind",
    "remove_question",
    "save_question",
    "save_sheet",
]
