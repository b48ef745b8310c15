"""Coded responses of whole items."""
