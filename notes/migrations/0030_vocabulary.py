"""The words of SQLite's index as a table, so that the beginning of a word can be looked up. It holds nothing itself."""

from django.db import migrations


def make_vocabulary(apps, schema_editor):
    from notes.search import sqlite

    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(sqlite.CREATE[-1], params=None)


def drop_vocabulary(apps, schema_editor):
    from notes.search import sqlite

    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(sqlite.DROP[0], params=None)


class Migration(migrations.Migration):
    dependencies = [("notes", "0029_signs")]
    operations = [migrations.RunPython(make_vocabulary, drop_vocabulary)]
