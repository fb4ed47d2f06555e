from django.db import models

from politoscope.editions.models import Edition


class Telling(models.Model):
    """With which seed an edition was told, so that its next phase goes on with the same people."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="+")
    seed = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.edition_id} {self.seed}"
