"""Inner loops, compiled by numba. They know arrays only; `model.py` says what stands in them."""
