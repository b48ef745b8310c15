"""Comparing distributions of labels."""
