"""A release: a folder that others can train on, cite and check."""
