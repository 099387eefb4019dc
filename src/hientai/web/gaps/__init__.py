"""The desk of gaps: what officials lack against the standards of a day, by unit and by name; who may be sent."""
