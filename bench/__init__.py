"""Benchmarks: the system beside a peer in the same run, on the same disk, printed as ratios.

Machines are noisy and shared; only ratios of paired runs are quoted. No test asserts them.
"""
