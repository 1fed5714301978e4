"""Ray Data: ``clean_dataset(ds)`` is ``ds`` cleaned, by ``map_batches``.  Needs ``boilerstrip[ray]`` on every node."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from boilerstrip.adapters.arrow import run_batch
from boilerstrip.adapters.job import job_of
from boilerstrip.adapters.schema import missing

if TYPE_CHECKING:
    from ray.data import Dataset


def clean_dataset(ds: Dataset, *, batch_size: int | None = 256, ray_args: dict[str, Any] | None = None, **options: Any) -> Dataset:
    """``ds`` with its text cleaned and a struct column ``boilerstrip``; lazy, as Ray is.

    :param batch_size: rows of one call; ``None``: a whole block.
    :param ray_args: for ``map_batches`` itself (``num_cpus``, ``concurrency``, ``memory``, ``runtime_env`` …).
    :param options: as :func:`boilerstrip.adapters.arrow.clean_batch` takes them.
    :raises UsageError: a wrong option, no Ray.  A missing column is found when the job runs.
    """
    try:
        import ray.data  # noqa: F401
    except ImportError:
        raise missing("ray", "ray") from None
    work = partial(run_batch, job_of(**options))
    return ds.map_batches(work, batch_format="pyarrow", batch_size=batch_size, zero_copy_batch=True, **(ray_args or {}))
