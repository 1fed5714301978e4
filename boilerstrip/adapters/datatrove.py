"""datatrove: :class:`CleanStep`, a step of a pipeline.  Needs ``boilerstrip[datatrove]`` (never ``datatrove[processing]``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boilerstrip.adapters.job import job_of
from boilerstrip.adapters.schema import missing
from boilerstrip.corpus.fields import STRUCT

try:
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep
    from datatrove.utils.typeshelper import StatHints
except ImportError:
    raise missing("datatrove", "datatrove") from None

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datatrove.data import DocumentsPipeline


class CleanStep(PipelineStep):  # type: ignore[misc]
    """Cleans ``Document.text`` (HTML or text: its content decides) and sets ``metadata["boilerstrip"]``.

    Goes after a reader or an extractor and before filters.  Every document goes on, in order, one that failed with an
    empty text and ``metadata["boilerstrip"]["error"]``; ``drop_empty=True`` leaves out what is empty.  The address and
    the date of capture are read from the metadata (``url``, ``date`` and their like).

    In ``stats.json``: ``total``, ``forwarded``, ``dropped``, ``ok``, ``degraded``, ``failed``, ``failed_<reason>``,
    ``article``, ``comment``, ``post``, ``characters_kept``, ``characters_dropped``, and the time.
    """

    type = "🧹 - BOILERSTRIP"
    name = "🧹 boilerstrip"

    def __init__(self, **options: Any) -> None:
        """``options`` as :func:`boilerstrip.adapters.arrow.clean_batch` takes them; fields are ``text`` and the metadata's."""
        super().__init__()
        self.job = job_of(**{"text_field": "text", **options})

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        for document in data or ():
            self.stat_update(StatHints.total)
            with self.track_time():
                made = list(self._clean(document))
            self.stat_update(StatHints.forwarded if made else StatHints.dropped)
            for one in made:
                self.update_doc_stats(one)
                yield one

    def _clean(self, document: Any) -> Iterator[Any]:
        fields = {**document.metadata, "id": document.id, "text": document.text}
        answer, rows = self.job.rows(fields)
        kept, dropped = answer.characters["kept"], sum(answer.characters["dropped"].values())
        self.stat_update(answer.status)
        if answer.status == "failed":
            self.stat_update(f"failed_{answer.reason}")
        self.stat_update("characters_kept", value=kept, unit="doc")
        self.stat_update("characters_dropped", value=dropped, unit="doc")
        for kind, count in answer.found.items():
            self.stat_update(kind, value=count, unit="doc")
        target = self.job.settings.text_field or "text"
        for row in rows:
            metadata = {k: v for k, v in row.items() if k in document.metadata or k == STRUCT}
            yield Document(text=row[target], id=row["id"], media=document.media, metadata=metadata)
