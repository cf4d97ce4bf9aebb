"""Rows in and out of the database by the shortest way.

For the few statements that a thousand people ask in the same minute, some of them while everybody else waits for the lock
on a day: there, putting a query together from parts takes ten times as long as the database needs to answer it. Each
statement is written once for each model, from the model's own fields, and values pass through the fields as always.
Everything else uses querysets.

Nothing here sends signals, and nothing follows relations. ``where`` is SQL that the programmer writes; what people send is
only ever among ``params``, which may be texts, numbers, truth values and ``UUID``.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)
Convert = Callable[[Any, Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read, and what makes Python's values of the database's."""

    expression: Any
    converters: tuple[Convert, ...]


def insert(instance: Model) -> None:
    """Write a new row and give the instance its key; the database's own rules hold, ``save()`` and signals do not run."""
    statement, fields = _insertion(type(instance))
    values = [field.get_db_prep_save(field.pre_save(instance, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        instance.pk = cursor.fetchone()[0]
    instance._state.adding = False
    instance._state.db = connection.alias


def load(model: type[M], where: str, params: Sequence[Any], *, lock: bool = False) -> list[M]:
    """Return whole rows as instances. ``lock`` holds them until the transaction ends, where the database locks rows.

    A locked row may still be pointed at by new rows of other tables (``FOR NO KEY UPDATE``).
    """
    names = tuple(field.attname for field in model._meta.concrete_fields)
    return [model.from_db(connection.alias, names, row) for row in select(model, names, where, params, lock=lock)]


def select(
    model: type[Model], names: tuple[str, ...], where: str, params: Sequence[Any], *, lock: bool = False
) -> list[tuple[Any, ...]]:
    """Return the named fields of the rows that fit; ``names`` are the names of attributes, such as ``event_id``."""
    statement, columns = _selection(model, names)
    locking = " FOR NO KEY UPDATE" if lock and connection.features.has_select_for_no_key_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} WHERE {where}{locking}", [_plain(value) for value in params])
        found = cursor.fetchall()
    return [tuple(map(_converted, row, columns)) for row in found]


def count(model: type[Model], where: str, params: Sequence[Any]) -> int:
    """Return how many rows fit."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM {_quoted(model._meta.db_table)} WHERE {where}", [_plain(value) for value in params]
        )
        number: int = cursor.fetchone()[0]
    return number


def _plain(value: Any) -> Any:
    """Return the value as the database keeps it."""
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _converted(value: Any, column: "Column") -> Any:
    for convert in column.converters:
        value = convert(value, column.expression, connection)
    return value


@cache
def _insertion(model: type[Model]) -> tuple[str, list[Any]]:
    fields = [field for field in model._meta.concrete_fields if not _is_given_by_database(field)]
    columns = ", ".join(_quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    key = _quoted(model._meta.pk.column)
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({marks}) RETURNING {key}", fields


def _is_given_by_database(field: Any) -> bool:
    return field.primary_key and field.get_internal_type() in ("AutoField", "BigAutoField", "SmallAutoField")


@cache
def _selection(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Column]]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    expressions = [by_name[name].get_col(model._meta.db_table) for name in names]
    listed = ", ".join(_quoted(by_name[name].column) for name in names)
    columns = [Column(one, (*connection.ops.get_db_converters(one), *one.get_db_converters(connection))) for one in expressions]
    return f"SELECT {listed} FROM {_quoted(model._meta.db_table)}", columns


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
