"""The front desk: sign-in, own account, dashboard."""
