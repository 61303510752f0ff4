"""One technology each: the only files that import an engine."""
