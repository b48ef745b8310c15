"""Reliability beside agreement: of annotators with themselves, of groups with each other, in the ratings' own unit."""
