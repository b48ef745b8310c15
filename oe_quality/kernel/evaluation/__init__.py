"""How good a fit is: predicting answers set aside, calibration, choice of a model."""
