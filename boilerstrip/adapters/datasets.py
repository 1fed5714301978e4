"""Hugging Face datasets: ``clean_dataset(ds)`` is ``ds`` cleaned, by ``map``.  Needs ``boilerstrip[datasets]``."""

from __future__ import annotations

from functools import partial
from typing import Any

from boilerstrip.adapters.arrow import run_batch
from boilerstrip.adapters.job import job_of
from boilerstrip.adapters.schema import missing, schema_for
from boilerstrip.model import UsageError


def clean_dataset(ds: Any, num_proc: int | None = None, *, batch_size: int = 256, **options: Any) -> Any:
    """``ds`` with its text cleaned and a struct column ``boilerstrip``.

    The library names a result in its cache by the code of the mapped function alone and would give back old rows after an
    upgrade of boilerstrip.  The name given here hangs on the input, the version, the package's code and data files, and
    the options.

    :param ds: ``Dataset``, ``DatasetDict``, ``IterableDataset`` or ``IterableDatasetDict``; the same comes back.
    :param num_proc: processes (not for iterable ones, which clean as they are read).
    :param batch_size: rows of one call.
    :param options: as :func:`boilerstrip.adapters.arrow.clean_batch` takes them.
    :raises UsageError: a wrong option, no column to clean, no datasets.
    """
    try:
        from datasets import Dataset, DatasetDict, Features, IterableDataset, IterableDatasetDict
    except ImportError:
        raise missing("datasets", "datasets") from None
    if isinstance(ds, (DatasetDict, IterableDatasetDict)):
        return type(ds)({name: clean_dataset(part, num_proc, batch_size=batch_size, **options) for name, part in ds.items()})
    job = job_of(**options)
    s = job.settings
    features = None
    if ds.features is not None:
        schema = schema_for(ds.features.arrow_schema, text_field=s.text_field, html_field=s.html_field, records=s.records)
        features = Features.from_arrow_schema(schema)
        given = ds.features.arrow_schema
        # a column that passes through keeps its feature (class labels, images), which an Arrow type does not tell
        features.update({k: v for k, v in ds.features.items() if schema.field(k).type == given.field(k).type})
    told: dict[str, Any] = {"batched": True, "batch_size": batch_size, "features": features}
    work = partial(run_batch, job)
    if isinstance(ds, IterableDataset):
        return ds.with_format("arrow").map(work, **told).with_format(None)
    if not isinstance(ds, Dataset):
        raise UsageError(f"{type(ds).__name__} is not a dataset of the datasets library")
    shape = dict(ds.format)
    name = job.fingerprint("datasets", ds._fingerprint)
    out = ds.with_format("arrow").map(work, num_proc=num_proc, new_fingerprint=name, desc="boilerstrip", **told)
    return out.with_format(shape["type"], **shape["format_kwargs"])

