"""Many documents: folders and containers in, the same out, nothing lost on the way.

``runner`` walks the input and keeps the manifest, ``pool`` runs the workers, ``work`` is what a worker does with one
document, ``jsonl``, ``parquet`` and ``warc`` read and write containers.
"""
