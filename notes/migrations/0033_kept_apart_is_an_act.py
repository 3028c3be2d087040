from django.db import migrations, models


def into_the_log(apps, schema_editor):
    """Topics that were kept apart before this stay so, and that can be undone as well."""
    acts = apps.get_model("notes", "Tidying").objects
    for kept in apps.get_model("notes", "KeptApart").objects.select_related("first", "second").order_by("pk"):
        names = {"was": kept.first.name, "became": kept.second.name}
        act = acts.create(
            kind="apart", topic=kept.first, other=kept.second, author_id=kept.author_id, is_indexed=True, **names
        )
        acts.filter(pk=act.pk).update(created_at=kept.created_at)


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0032_topic_tallies"),
    ]

    operations = [
        migrations.AlterField(
            model_name="tidying",
            name="kind",
            field=models.CharField(
                choices=[
                    ("renamed", "Renamed"),
                    ("merged", "Merged"),
                    ("split", "Split off"),
                    ("apart", "Kept apart"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(into_the_log, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel(name="KeptApart"),
    ]
