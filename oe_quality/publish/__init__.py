"""Sending a release to where others find it."""
