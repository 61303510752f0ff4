"""A spoken conversation: listen, think, act, speak, listen again. Start at ``loop``."""
