"""The labels of a question as everybody gets them: whoever speaks of its labels, or of how sure they are, asks here.

The table of soft labels, a release, gold made of consensus, a comparison, what to relabel and a plan would contradict
one another if each made labels of its own.
"""

from __future__ import annotations

from typing import cast

from oe_quality.analysis.aggregation.consensus import consensus
from oe_quality.analysis.aggregation.consensus_set import consensus_set
from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, SetChunk
from oe_quality.progress import Progress, silent
from oe_quality.scales import Scale
from oe_quality.store.panel import Answered, Labelled


def labels_of(
    panel: Labelled,
    method: str | None = None,
    *,
    share: Floats | None = None,
    check: bool = True,
    seed: int = 0,
    progress: Progress = silent,
) -> Consensus | ConsensusSet:
    """The consensus of a question with labels, without intervals of annotators.

    Args:
        panel: the answers; method: None for the default.
        share: (I, K) the default population's perceived shares of a multi-label question, where they are known already.
        check: whether to compare the answers of a single choice with what the model would give, and warn.
        seed, progress: of the fits; told of them.

    Raises:
        NotComputableError: nobody answered.
        UsageError: no such method.
    """
    if panel.question.scale is Scale.MULTILABEL:
        return consensus_set(cast(Answered[SetChunk], panel), method, seed=seed, share=share, progress=progress)
    return consensus(cast(Answered[Chunk], panel), method, seed=seed, intervals=False, check=check, progress=progress)
