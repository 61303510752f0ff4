"""From words to a plan: phrases and the model, sharing one notation. Start at ``cascade``."""
