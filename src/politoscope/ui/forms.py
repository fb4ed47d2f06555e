from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class KernRenderer(DjangoTemplates):
    """Renders every form and field with the KERN templates of this app."""
