"""Exports of annotation tools: for each a signature, by content, and the mapping that its cells mean."""
