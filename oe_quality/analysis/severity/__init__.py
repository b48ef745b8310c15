"""How severe each annotator is, on one scale with the items: the many-facet Rasch model."""
