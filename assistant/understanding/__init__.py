"""From words to a plan: phrases and the language model, sharing one notation. Start at ``cascade``."""
