"""Other ways of planning, to run beside ours: programs as they are where they can be installed, else re-implemented."""
