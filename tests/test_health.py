"""Is the process alive, and may it be sent visitors?"""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor


def test_the_process_is_alive_without_asking_the_database(client):
    answer = client.get("/healthz")  # no database fixture: a query would fail the test
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_it_is_ready_when_the_database_answers_and_is_up_to_date(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_it_is_not_ready_while_migrations_wait(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *arguments: [("notes", "0099_later")])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"Migrations wait to be applied.\n")


@pytest.mark.django_db
def test_it_is_not_ready_while_the_database_is_out_of_reach(client, monkeypatch):
    def refuse(*arguments, **more):
        raise OperationalError("could not connect to server at db.internal")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"The database cannot be reached.\n"


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_asked_and_never_told(client, address, db):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
