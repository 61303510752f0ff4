"""Predictive maintenance on simulated cars whose true day of need is known.

``world`` is weather and driving, ``wear`` how parts end, ``car`` what the car reports of it. None
of the three imports what is tried here, and none is imported by it.
"""
