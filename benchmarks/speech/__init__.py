"""How well spoken wishes are heard and done, in noise and by several voices.

Start at ``__main__``: it lists what is measured. Every sound is made here, from text and from
random numbers with a seed; no recording of a person is used. Only ``hearing`` knows the pipeline
under test.
"""
