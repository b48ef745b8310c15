"""How far a number would vary over other items and other annotators."""
