"""Benchmarks: commands that print figures and ratios. None of them is a test, as no test is timed."""
