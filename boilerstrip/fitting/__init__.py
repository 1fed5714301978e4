"""Gold → weights.  Needs the extra ``fit`` and the development data; imported by nobody.

``python -m boilerstrip.fitting --data DIR`` writes ``boilerstrip/data/weights/*.json``, the same to the byte for the same data.
"""
