"""Labels from many answers: consensus, perception and ratings."""
