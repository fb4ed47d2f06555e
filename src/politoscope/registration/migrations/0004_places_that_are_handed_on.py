from django.db import migrations, models
from django.db.models import F, Q


def name_the_places(apps, schema_editor):
    """Give everybody with a place one of the registration's own id: with it the codes of an open round stay as they
    are."""
    registrations = apps.get_model("registration", "Registration").objects
    registrations.filter(status="confirmed").update(place=F("id"))


class Migration(migrations.Migration):
    dependencies = [("registration", "0003_invitations")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="place",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.RunPython(name_the_places, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(place__isnull=False),
                name="registration_confirmed_with_a_place",
            ),
        ),
    ]
