"""The desk of standards: rule packs with their legal basis and validity, read as sentences, edited as drafts."""
