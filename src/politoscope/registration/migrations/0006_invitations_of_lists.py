from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("registration", "0005_quotas")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="mailbox",
            field=models.CharField(blank=True, default="", editable=False, max_length=254),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                fields=("edition", "mailbox"),
                condition=Q(revoked_at=None) & ~Q(mailbox=""),
                name="invitation_of_a_list_once_per_mailbox",
            ),
        ),
    ]
