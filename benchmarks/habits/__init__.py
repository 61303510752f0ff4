"""Twelve weeks of made-up driving: which habits are found, how soon, and what is offered wrongly.

Start at ``__main__``; ``driving`` makes the weeks, ``learners`` are what is compared.
"""
