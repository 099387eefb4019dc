"""The desk of need surveys: the commission asks, units answer, needs are put together."""
