"""Models beside people: may a model stand in for an annotator, for which labels, and how sure is that?"""
