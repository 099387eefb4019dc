"""The desk of organisations: the tree of a day, one unit, reorganisations, documents."""
