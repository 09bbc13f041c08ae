"""A code on a day, assembled from the releases in force: descriptors, notes, hierarchy, indicators, history, relations."""
