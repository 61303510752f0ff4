"""Examine assistants from outside: rows in, command lines run, answers judged, figures out.

Nothing here knows the inside of an assistant: whatever reads requests and writes responses as
``python -m assistant batch`` does can be examined. Start at ``command``; ``grading`` says what
is right.
"""
