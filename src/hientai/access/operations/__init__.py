"""The only writers of accounts and grants."""
