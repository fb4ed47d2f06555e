"""Readers: the bytes of a file become a profile, or one error with a line. Nothing is half-read.

How a file becomes ballots is fixed for ``.pb``, ``.cat`` and Polis tables by the data they came with; the modules say
it again.
"""
