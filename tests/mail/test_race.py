"""Two workers at the same outbox."""

import threading
from typing import Any

import pytest
from django.db import connection

from kunskapsdag.mail import actions
from kunskapsdag.mail.enums import State
from kunskapsdag.mail.models import Message
from tests.mail.conftest import NOW, PostOffice, queued


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(office: PostOffice) -> None:
    people = [f"person{number:02}@example.se" for number in range(30)]
    for address in people:
        queued(address)
    start = threading.Barrier(3)
    faults: list[Exception] = []

    def work() -> None:
        try:
            start.wait()
            while actions.send_due(NOW):
                pass
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    assert sorted(office.addresses) == people
    assert set(Message.objects.values_list("state", "tries")) == {(State.SENT, 1)}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_mail_is_either_stopped_or_sent_never_both(office: PostOffice) -> None:
    messages = [queued(f"person{number:02}@example.se") for number in range(20)]
    start = threading.Barrier(2)
    stopped: list[str] = []

    def stop() -> None:
        start.wait()
        for message in reversed(messages):
            try:
                stopped.append(actions.stop(message=message, by=None, now=NOW).to_email)
            except actions.CannotStop:
                continue
        connection.close()

    def send() -> None:
        start.wait()
        actions.send_due(NOW)
        connection.close()

    threads: list[Any] = [threading.Thread(target=stop), threading.Thread(target=send)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(stopped + office.addresses) == [message.to_email for message in messages]
