"""What the answers look like: shares, ambiguity, groups and the plane of emotions."""
