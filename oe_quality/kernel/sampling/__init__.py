"""Draws from a posterior, and whether they and the model can be believed."""
