"""What is typed on the way to a checkpoint, and which open page sent it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0003_search_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="is_checkpoint",
            field=models.BooleanField(default=True, help_text="Stands in the history; what is folded does not."),
        ),
        migrations.AddField(
            model_name="revision",
            name="tab",
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name="revision",
            name="turn",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
    ]
