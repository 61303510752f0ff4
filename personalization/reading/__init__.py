"""From words to statements, by tables and patterns alone: no model, no store, no clock."""
