"""The catalogue of releases and their database files: staged, checked, ready; which one is in force on a day."""
