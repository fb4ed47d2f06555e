"""Other ways of planning, re-implemented from their published description to run beside ours."""
