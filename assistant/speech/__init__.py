"""Hearing and speaking: sound to words and words to sound. ``hearing`` and ``speaking`` are its two halves."""
