"""Pictures of episodes and of the laboratory: apertures, fluence, dose, histograms, shifts, calendars."""
