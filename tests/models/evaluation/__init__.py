"""The examiner, examined."""
