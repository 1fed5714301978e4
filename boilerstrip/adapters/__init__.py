"""Other engines: Arrow batches, Spark, Ray Data, datatrove, Hugging Face datasets.

``arrow.clean_batch`` does the work; the others hand it their rows.  Nothing here is imported by the library itself, and
each engine is imported by its own module alone.
"""

from __future__ import annotations
