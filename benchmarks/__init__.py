"""Figures the README claims, each printed by a command of its own. See docs/benchmarks.md."""
