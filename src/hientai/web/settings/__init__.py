"""The settings desk: accounts and rights, code lists and legal tables, background jobs."""
