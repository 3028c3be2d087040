"""The search index, as each database keeps it. Derived: `reindex` fills it."""

from django.db import migrations


def statements(schema_editor, name):
    from notes.search.index import engine_of

    return getattr(engine_of(schema_editor.connection.vendor), name)


def make_index(apps, schema_editor):
    for statement in statements(schema_editor, "DROP") + statements(schema_editor, "CREATE"):
        schema_editor.execute(statement, params=None)


def drop_index(apps, schema_editor):
    for statement in statements(schema_editor, "DROP"):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("notes", "0002_cache_table")]
    operations = [migrations.RunPython(make_index, drop_index)]
