import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

KINDS = [
    ("ministry", "Ministry or state chancellery"),
    ("authority", "Authority"),
    ("municipality", "Municipality"),
    ("science", "Science"),
    ("ngo", "Political NGO"),
    ("other", "Other"),
]


def count_by_kind(apps, schema_editor):
    """Let every place count in the quota of its holder's kind of organisation."""
    registrations = apps.get_model("registration", "Registration").objects
    registrations.filter(status="confirmed").update(counted_as=F("organisation_type"))


class Migration(migrations.Migration):
    dependencies = [("registration", "0004_places_that_are_handed_on")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="counted_as",
            field=models.CharField(blank=True, default="", editable=False, max_length=20),
        ),
        migrations.RunPython(count_by_kind, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Quota",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation_type",
                    models.CharField(choices=KINDS, max_length=20, verbose_name="Kind of organisation"),
                ),
                ("places", models.PositiveIntegerField(verbose_name="Places")),
                ("taken", models.PositiveIntegerField(default=0)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quotas", to="editions.edition"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "organisation_type"), name="quota_once_per_kind"),
                    models.CheckConstraint(condition=Q(taken__lte=F("places")), name="quota_never_overbooked"),
                    models.CheckConstraint(
                        condition=Q(organisation_type__in=[kind for kind, _label in KINDS]), name="quota_kind_known"
                    ),
                ],
            },
        ),
    ]
