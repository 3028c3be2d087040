import django.db.models.deletion
from django.db import migrations, models


def begin_with_what_is_live(apps, schema_editor):
    """What readers saw before that is not known."""
    entries = apps.get_model("notes", "Entry").objects.filter(live__isnull=False, updated_at__isnull=False)
    Publication = apps.get_model("notes", "Publication")
    shown = entries.values_list("pk", "live", "updated_at")
    Publication.objects.bulk_create(
        (Publication(entry_id=entry, revision_id=live, at=at) for entry, live, at in shown.iterator()), batch_size=500
    )


class Migration(migrations.Migration):
    dependencies = [("notes", "0007_filings_by_week")]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="publications",
                        to="notes.entry",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="publications",
                        to="notes.revision",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["entry", "-at"], name="publication_of_entry")]},
        ),
        migrations.RunPython(begin_with_what_is_live, migrations.RunPython.noop, elidable=True),
    ]
