"""The only writers of schemes."""
