"""Between the plan as the product knows it and the planning engine. Nothing else of this app imports the engine.

This file is empty on purpose: :mod:`.child` runs in a process of its own that must not load Django.
"""
