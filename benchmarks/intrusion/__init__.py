"""How much of what attacks a bus is noticed, and how often a car left alone raises an alarm.

``traffic`` makes the frames of one car in simulated time, ``attacks`` puts attacks into them,
``trial`` shows both to the watch.
"""
