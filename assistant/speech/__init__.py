"""Hearing and speaking: ``hearing`` makes words of sound, ``speaking`` makes sound of words."""
