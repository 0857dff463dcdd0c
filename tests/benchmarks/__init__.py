"""How fast it is, as ratios of two things measured side by side. `python -m tests.benchmarks` prints them."""
