"""Models beside people: may a model stand in for an annotator, and what do its answers add?"""
