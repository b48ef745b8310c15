"""Tables with one row per response."""
