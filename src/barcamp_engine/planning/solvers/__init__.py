"""Solvers: a construction, a compiled local search, a bound, a proof. Imported only when somebody solves."""
