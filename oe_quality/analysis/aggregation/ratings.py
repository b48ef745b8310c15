"""One number per item: ratings of a slider, and the position of ordered labels."""

from __future__ import annotations

import numpy as np

from oe_quality.analysis.aggregation.results import Ratings
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, RatingChunk, distinct_annotators
from oe_quality.kernel.ratings import RatingFit, RatingMethod, crossvalidate, ordinal, rate
from oe_quality.kernel.ratings.choose import best
from oe_quality.kernel.uncertainty.normal import Z95
from oe_quality.progress import Progress, silent
from oe_quality.scales import Scale
from oe_quality.store.panel import Answered, RatingPanel
from oe_quality.suggest import one_of

__all__ = ["CUMULATIVE_LINK", "RatingMethod", "grade", "rate_items"]

CUMULATIVE_LINK = "cumulative-link"


def rate_items(
    panel: RatingPanel,
    method: RatingMethod | str | None = None,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Ratings:
    """One number per item with its standard error.

    Args:
        panel: the answers to an interval or ratio question.
        method: see `RatingMethod`; None compares all on held-out answers and takes the mean unless another is
            clearly better (`kernel.ratings.choose.best`).
        seed: of the folds.

    Raises:
        NotComputableError: nobody answered.
        UsageError: the answers are no numbers, or there is no such method.
    """
    if not isinstance(panel.data, RatingChunk):
        raise UsageError(f"{panel.question.name} does not ask for numbers", remedy="Ask for a question with a slider.")
    if not panel.n_responses:
        raise NotComputableError(f"nobody answered {panel.question.name}")
    data, A = panel.data, panel.n_annotators
    held = crossvalidate(data, A, seed=seed, progress=progress) if method is None else ()
    fit = rate(best(held) if method is None else _method(method), data, A, progress=progress)
    error, warnings = _errors(fit, data)
    if not fit.converged:
        warnings += (f"The fit stopped at its limit of {len(fit.history)} steps.",)
    raters = fit.raters
    return Ratings(
        question=panel.question.name,
        method=fit.method.value,
        items=panel.items,
        value=fit.value,
        standard_error=error,
        n_annotators=data.distinct_annotators(),
        aliases=tuple(panel.aliases),
        offset=None if raters is None else raters.offset,
        offset_low=None if raters is None else raters.offset - Z95 * raters.offset_se,
        offset_high=None if raters is None else raters.offset + Z95 * raters.offset_se,
        scale=None if raters is None else raters.scale,
        precision=None if raters is None else raters.precision,
        cross_validation=tuple((h.method.value, h.rmse) for h in held),
        converged=fit.converged,
        seed=seed,
        left_out=panel.left_out,
        warnings=warnings,
    )


def grade(panel: Answered[Chunk], *, progress: Progress = silent) -> Ratings:
    """The position of each item among ordered labels, 1 the lowest, by the cumulative-link model.

    `offset` is how far an annotator's answers lie above those of others, in standard deviations of the items;
    `scale` is the annotator's discrimination, and there is no separate precision.

    Raises:
        NotComputableError: nobody answered, or there are fewer than two labels.
        UsageError: the labels have no order.
    """
    name = panel.question.name
    if panel.question.scale is not Scale.ORDINAL:
        raise UsageError(f"the labels of {name} have no order", remedy="Declare it as name=ordinal:low<mid<high.")
    if not panel.n_responses or len(panel.labels) < 2:
        raise NotComputableError(f"{name} has no answers on at least two labels")
    source = panel.source()
    fit = ordinal.fit(source, progress=progress)
    bias, error = fit.parameters.bias, fit.bias_error
    stopped = () if fit.converged else (f"The fit stopped at its limit of {len(fit.history)} steps.",)
    return Ratings(
        question=name,
        method=CUMULATIVE_LINK,
        items=panel.items,
        value=fit.position,
        standard_error=fit.position_error,
        n_annotators=distinct_annotators(source),
        aliases=tuple(panel.aliases),
        # The model's bias is of the thresholds: who sets them higher answers lower.
        offset=-bias,
        offset_low=-bias - Z95 * error,
        offset_high=-bias + Z95 * error,
        scale=np.exp(fit.parameters.log_discrimination),
        precision=None,
        cross_validation=(),
        converged=fit.converged,
        seed=0,
        left_out=panel.left_out,
        warnings=stopped,
    )


def _method(name: RatingMethod | str) -> RatingMethod:
    try:
        return RatingMethod(name)
    except ValueError:
        raise UsageError(f"{name!r} is no method for ratings", remedy=one_of(name, RatingMethod)) from None


def _errors(fit: RatingFit, data: RatingChunk) -> tuple[Floats, tuple[str, ...]]:
    """(I,) standard errors without gaps: where no item has two answers, the spread of all answers stands in."""
    if np.isfinite(fit.standard_error).all():
        return fit.standard_error, ()
    spread = float(data.value.std())
    filled = np.where(np.isfinite(fit.standard_error), fit.standard_error, spread)
    return filled, ("No item has two answers: standard errors are the spread of all answers.",)
