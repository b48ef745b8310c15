"""Pictures: style, helpers and their still images."""
