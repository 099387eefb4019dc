"""Questions about standards, gaps, eligibility and surveys."""
