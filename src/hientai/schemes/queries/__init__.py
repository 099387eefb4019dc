"""Questions about schemes: progress of targets, overdue tasks."""
