"""The look that every screen shares: tags, lists, charts and the gallery that shows them."""
