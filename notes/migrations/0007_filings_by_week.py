import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

AUDIENCES = ["everyone", "colleagues", "members"]
REPEATED = ["week_start", "entry_id", "order", "journal_id", "audience"]


def repeat_what_sections_say(apps, schema_editor):
    section = apps.get_model("notes", "Section").objects.filter(pk=OuterRef("content_object_id"))
    apps.get_model("notes", "Filing").objects.update(**{name: Subquery(section.values(name)[:1]) for name in REPEATED})


def fields(*, null):
    key = {"db_index": False, "null": null, "on_delete": django.db.models.deletion.CASCADE, "related_name": "+"}
    choices = [("everyone", "Everyone"), ("colleagues", "Colleagues"), ("members", "Only members")]
    return {
        "week_start": models.DateField(null=null),
        "entry": models.ForeignKey(to="notes.entry", **key),
        "order": models.PositiveSmallIntegerField(null=null),
        "journal": models.ForeignKey(to="notes.journal", **key),
        "audience": models.CharField(choices=choices, max_length=10, null=null),
    }


class Migration(migrations.Migration):
    dependencies = [("notes", "0006_chores")]

    operations = [
        *(migrations.AddField("filing", name, field) for name, field in fields(null=True).items()),
        migrations.RunPython(repeat_what_sections_say, migrations.RunPython.noop, elidable=True),
        *(migrations.AlterField("filing", name, field) for name, field in fields(null=False).items()),
        migrations.AlterField(
            "filing",
            "tag",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="filings",
                to="notes.topic",
            ),
        ),
        migrations.AddConstraint(
            "filing",
            models.CheckConstraint(condition=models.Q(("audience__in", AUDIENCES)), name="filing_audience_is_known"),
        ),
        migrations.AddIndex(
            "filing",
            models.Index(
                fields=["tag", "-week_start", "-entry", "order", "content_object", "journal", "audience"],
                name="filing_newest_first",
            ),
        ),
        migrations.AddIndex("citation", models.Index(fields=["section", "resource"], name="citation_of_section")),
        migrations.AddIndex("entry", models.Index(fields=["updated_at"], name="entry_last_published")),
    ]
