"""The desk of schemes: targets against their path, tasks, baseline, review notes."""
