"""From a wished fluence to what a machine can deliver: levels, apertures, leaf motion, arcs, compensators.

Not for clinical use.
"""
