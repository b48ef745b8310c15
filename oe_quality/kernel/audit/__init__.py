"""Auditing annotators: leave-one-out agreement, behaviour, copying. Arrays only."""
