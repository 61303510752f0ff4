"""The turn, what it hands on, and every sentence that is not a skill's own. Start at ``turn``."""
