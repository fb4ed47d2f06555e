"""What the benchmarks of the running product share: a site in a process of its own, connections to it, peers."""
