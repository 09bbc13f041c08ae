"""Planning in the laboratory: objectives, fluence optimisation, normalisation, dose-volume measures. Not for clinical use."""
