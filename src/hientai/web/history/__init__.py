"""The history desk: acts, what they changed, who read what, and whether the chain holds."""
