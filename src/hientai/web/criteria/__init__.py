"""The criterion form, and lists of the people behind a criterion: parts that several desks share."""
