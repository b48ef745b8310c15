"""Whom to thank, to talk to or to ask: each annotator's skill, behaviour and flags, on what evidence."""
