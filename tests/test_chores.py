"""What is done from time to time: once, by whoever comes first, and whatever fails beside it."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from notes import chores
from notes.chores import AN_HOUR, DAILY, EACH_ROUND, TAKEN_FOR, Chore
from notes.models import ChoreTurn
from tests.at_once import at_once
from weeknotes import rounds

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def sweep(done) -> Chore:
    return Chore("sweep", DAILY, lambda: done.append("sweep"))


def later(**much) -> None:
    """Time goes by."""
    for turn in ChoreTurn.objects.all():
        turn.due_at -= timedelta(**much)
        turn.save()


@pytest.mark.django_db
def test_a_chore_is_done_at_once_and_then_when_it_is_due(done, sweep):
    assert chores.go_round((sweep,)) == []
    chores.go_round((sweep,))
    assert done == ["sweep"]
    later(hours=23)
    chores.go_round((sweep,))
    assert done == ["sweep"]
    later(hours=2)
    chores.go_round((sweep,))
    assert done == ["sweep", "sweep"]


@pytest.mark.django_db
def test_a_chore_that_fails_is_logged_and_tried_again_and_stops_no_other(done, sweep, caplog):
    def fall_over():
        done.append("broken")
        raise ValueError("no such shelf")

    with caplog.at_level(logging.ERROR):
        assert chores.go_round((Chore("broken", DAILY, fall_over), sweep)) == ["broken"]
    assert done == ["broken", "sweep"]
    assert "no such shelf" in caplog.text
    turn = ChoreTurn.objects.get(name="broken")
    assert turn.problem == "ValueError: no such shelf"
    assert turn.due_at - timezone.now() <= AN_HOUR
    later(minutes=61)
    assert chores.go_round((Chore("broken", DAILY, lambda: done.append("mended")),)) == []
    assert done[-1] == "mended"
    assert not ChoreTurn.objects.get(name="broken").problem


@pytest.mark.django_db
def test_what_a_process_began_and_never_ended_is_begun_again(done, sweep):
    chore = Chore("often", EACH_ROUND, lambda: done.append("often"))
    ChoreTurn.objects.know(["often"])
    now = timezone.now()
    assert ChoreTurn.objects.claim("often", now=now, until=now + TAKEN_FOR)  # and then its process was killed
    chores.go_round((chore,))
    assert done == []
    later(minutes=6)
    chores.go_round((chore,))
    assert done == ["often"]


@pytest.mark.django_db
def test_a_site_with_nothing_to_do_writes_nothing(done, django_assert_num_queries):
    chore = Chore("often", EACH_ROUND, lambda: done.append("often"), waits=lambda: False)
    chores.go_round((chore,))
    with django_assert_num_queries(2) as asked:
        chores.go_round((chore,))
    assert done == []
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)


@pytest.mark.django_db(transaction=True)
def test_of_several_processes_one_does_the_chore():
    done: list[str] = []
    chore = Chore("sweep", DAILY, lambda: done.append(threading.current_thread().name))
    assert not at_once(*[lambda: chores.go_round((chore,))] * 4)
    assert len(done) == 1


@pytest.mark.django_db
def test_the_chores_of_the_site_are_done_by_one_command(monkeypatch):
    call_command("worker", once=True)
    turns = {turn.name: turn for turn in ChoreTurn.objects.all()}
    assert turns.keys() == {chore.name for chore in chores.CHORES}
    assert not [turn for turn in turns.values() if turn.problem]


@pytest.mark.django_db
def test_the_command_says_what_failed(monkeypatch):
    monkeypatch.setattr(chores, "go_round", lambda: ["sweep pictures"])
    with pytest.raises(CommandError, match="sweep pictures"):
        call_command("worker", once=True)


def test_rounds_go_on_whatever_breaks_off_and_end_when_told(monkeypatch, caplog):
    went: list[int] = []
    end = threading.Event()

    def break_off():
        went.append(1)
        if len(went) == 3:
            end.set()
        raise OSError("the database is away")

    monkeypatch.setattr(chores, "go_round", break_off)
    monkeypatch.setattr(rounds, "PAUSE", 0.001)
    monkeypatch.setattr(rounds.connections, "close_all", lambda: None)
    rounds.go_on(end)
    assert len(went) == 3
    assert "the database is away" in caplog.text


def test_the_web_server_goes_round_unless_a_worker_does(monkeypatch, settings):
    begun = threading.Event()
    monkeypatch.setattr(rounds, "go_on", lambda end: begun.set())
    settings.CHORES = False
    rounds.start()
    assert not begun.wait(0.05)
    settings.CHORES = True
    rounds.start()
    assert begun.wait(5)


@pytest.mark.once
def test_a_command_goes_no_rounds_beside_its_own_work(tmp_path):
    asked = "from django.conf import settings; print(settings.CHORES)"
    shell = [sys.executable, "manage.py", "shell", "-v", "0", "-c", asked]
    environment = {"PATH": "", "DEBUG": "1", "DATA_DIR": str(tmp_path)}
    said = subprocess.run(shell, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


@pytest.mark.once
def test_the_worker_ends_cleanly_when_it_is_told(tmp_path):
    environment = {"PATH": "", "DEBUG": "1", "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py"]
    subprocess.run([*command, "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True)
    worker = subprocess.Popen([*command, "worker"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert worker.stdout
    assert "goes round" in worker.stdout.readline()
    worker.send_signal(signal.SIGTERM)
    rest, _ = worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert "has ended" in rest


def test_the_chores_are_there_for_the_owner_to_see(owner):
    chores.go_round()
    page = owner.get("/admin/notes/choreturn/")
    assert b"sweep pictures" in page.content
