"""Pictures, and which sections show them."""

import django.db.models.deletion
import django.utils.timezone
import notes.picture_addresses
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0004_autosaves"),
    ]

    operations = [
        migrations.CreateModel(
            name="Depiction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="depictions", to="notes.section"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "token",
                    models.CharField(
                        default=notes.picture_addresses.new_token, editable=False, max_length=26, unique=True
                    ),
                ),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                (
                    "alt",
                    models.CharField(
                        blank=True, help_text="What it shows, for those who do not see it.", max_length=500
                    ),
                ),
                ("decorative", models.BooleanField(default=False, help_text="Says nothing that the words do not say.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "last_used_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        help_text="When it was sent, or last found in a revision.",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pictures", to="notes.entry"
                    ),
                ),
                (
                    "sections",
                    models.ManyToManyField(related_name="pictures", through="notes.Depiction", to="notes.section"),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="depiction",
            name="picture",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="depictions", to="notes.picture"
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(("decorative", False), ("alt", ""), _connector="OR"),
                name="picture_of_decoration_needs_no_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(("height__gte", 1), ("width__gte", 1)), name="picture_has_pixels"
            ),
        ),
        migrations.AddConstraint(
            model_name="depiction",
            constraint=models.UniqueConstraint(fields=("section", "picture"), name="depiction_is_unique"),
        ),
    ]
