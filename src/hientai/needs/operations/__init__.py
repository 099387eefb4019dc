"""The only writers of standards and surveys."""
