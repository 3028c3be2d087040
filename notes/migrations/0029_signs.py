"""PostgreSQL's index in its new form. Derived: `reindex` fills it. SQLite's stays as it is."""

from django.db import migrations

OLD_TABLE = "notes_searchdocument"


def make_index_again(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    from notes.search import postgres

    for statement in postgres.DROP + postgres.CREATE:
        schema_editor.execute(statement, params=None)


def make_old_index(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    from notes.search import postgres

    for statement in (
        *postgres.DROP,
        f"CREATE TABLE {OLD_TABLE} (number bigint PRIMARY KEY, vector tsvector NOT NULL)",
        f"CREATE INDEX {OLD_TABLE}_vector ON {OLD_TABLE} USING gin (vector)",
    ):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("notes", "0028_filing_of_journal")]
    operations = [migrations.RunPython(make_index_again, make_old_index)]
