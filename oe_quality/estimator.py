"""Aggregation in the manner of scikit-learn and crowd-kit: `fit`, `fit_predict`, `predict_proba`, on frames."""

from __future__ import annotations

from typing import Any

import polars as pl

from oe_quality.analysis.aggregation.aggregate import aggregate
from oe_quality.analysis.aggregation.results import Consensus
from oe_quality.errors import UsageError
from oe_quality.loading import from_frame, table_of
from oe_quality.readers import ReadOptions
from oe_quality.scales import Question, Scale
from oe_quality.suggest import one_of

USUAL = {"task": ("item", "item_id", "clip"), "worker": ("annotator", "rater", "user"), "label": ("answer", "rating")}
"""Names of columns elsewhere for each of crowd-kit's."""
PARAMETERS = ("method", "task", "worker", "label", "seed")


class Aggregator:
    """One label per task from the labels that workers gave, by any method for single choices.

    Tasks come back in ascending order of their names, with the values that stood in the frame; of a pandas frame as a
    pandas series or frame, else in polars. A task whose best labels tie, or that nobody answered, has none: `None`.

    Args:
        method: as of `aggregate`: "pool", "majority", "wawa", "dawid-skene", "glad", "mace", ...; "auto" compares them.
        task, worker, label: the columns.
        seed: of restarts.

    Attributes:
        consensus_: what was found (`Consensus`): posterior, annotators, warnings; there once fitted.

    >>> answers = {"task": [1, 1, 1, 2, 2, 2], "worker": [*"xyzxyz"], "label": [*"ccdddd"]}
    >>> fitted = Aggregator("majority").fit(answers)
    >>> fitted.predict().rows()
    [(1, 'c'), (2, 'd')]
    >>> fitted.predict_proba().columns
    ['task', 'c', 'd']
    """

    def __init__(
        self, method: str = "pool", *, task: str = "task", worker: str = "worker", label: str = "label", seed: int = 0
    ) -> None:
        self.method = method
        self.task = task
        self.worker = worker
        self.label = label
        self.seed = seed

    def __repr__(self) -> str:
        """The call that makes it, without arguments that are as they come."""
        usual = Aggregator()
        told = [f"{k}={v!r}" for k, v in self.get_params().items() if v != getattr(usual, k)]
        return f"Aggregator({', '.join(told)})"

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002 (scikit-learn's signature)
        """The arguments, by name, as scikit-learn's `clone` wants them."""
        return {name: getattr(self, name) for name in PARAMETERS}

    def set_params(self, **params: Any) -> Aggregator:
        """Change arguments.

        Raises:
            UsageError: there is none of that name.
        """
        for name, value in params.items():
            if name not in PARAMETERS:
                raise UsageError(f"no parameter is called {name!r}", remedy=one_of(name, PARAMETERS))
            setattr(self, name, value)
        return self

    def fit(self, frame: Any, y: None = None) -> Aggregator:  # noqa: ARG002 (scikit-learn's signature)
        """Learn from answers, one row each; a missing label is no answer.

        Raises:
            UsageError: a column is not there. InputError: no row can be used.
            NotComputableError: there are no answers.
        """
        table = table_of(frame)
        self._refuse_without(table.columns)
        nominal = Question(self.label, Scale.NOMINAL, open_vocabulary=True)
        columns = ReadOptions(item=(self.task,), annotator=(self.worker,), label=(self.label,), scales=(nominal,))
        with from_frame(table, columns) as store:
            name = store.questions()[0].name
            found = aggregate(store, name, method=self.method, seed=self.seed)
        (self.consensus_,) = (result for result in found if isinstance(result, Consensus))
        self._tasks, self._labels = _as_they_were(table[self.task]), _as_they_were(table[self.label])
        self._in_pandas = type(frame).__module__.partition(".")[0] == "pandas"
        return self

    def _refuse_without(self, columns: list[str]) -> None:
        """Stop where a column is not there, with how columns are named."""
        for part in ("task", "worker", "label"):
            name = getattr(self, part)
            if name not in columns:
                raise UsageError(
                    f"the frame has no column {name!r}; its columns are {', '.join(map(repr, columns))}",
                    remedy=f'Say which it is: Aggregator({part}="{_usual_column(part, columns)}").',
                )

    def predict(self) -> Any:
        """The label of each task that was fitted: a frame of task and label, or a pandas series by task.

        Raises:
            UsageError: nothing was fitted.
        """
        found = self._fitted()
        labels = [self._labels.get(found.labels[w], found.labels[w]) if w >= 0 else None for w in found.winner]
        return self._given_back(pl.DataFrame({self.label: labels}), squeeze=True)

    def predict_proba(self) -> Any:
        """The probability of each label for each task that was fitted: one row per task, one column per label.

        Raises:
            UsageError: nothing was fitted.
        """
        found = self._fitted()
        return self._given_back(pl.DataFrame(dict(zip(found.labels, found.posterior.T, strict=True))), squeeze=False)

    def fit_predict(self, frame: Any, y: None = None) -> Any:
        """`fit`, then `predict`."""
        return self.fit(frame, y).predict()

    def fit_predict_proba(self, frame: Any, y: None = None) -> Any:
        """`fit`, then `predict_proba`."""
        return self.fit(frame, y).predict_proba()

    def _fitted(self) -> Consensus:
        if not hasattr(self, "consensus_"):
            raise UsageError("nothing was fitted", remedy="Call fit(frame) first, or fit_predict(frame).")
        return self.consensus_

    def _given_back(self, columns: pl.DataFrame, *, squeeze: bool) -> Any:
        """The columns by task, in the library that the answers came from."""
        tasks = [self._tasks.get(name, name) for name in self._fitted().items]
        if not self._in_pandas:
            return columns.select(pl.Series(self.task, tasks), pl.all())
        import pandas as pd

        index = pd.Index(tasks, name=self.task)
        if squeeze:
            return pd.Series(columns.to_series().to_list(), index=index, name=self.label)
        return pd.DataFrame(columns.to_numpy(), index=index, columns=[self._labels.get(c, c) for c in columns.columns])


def _usual_column(part: str, columns: list[str]) -> str:
    """A column that usually holds the part, else `...`."""
    usual = {
        "task": ("item", "item_id", "clip"),
        "worker": ("annotator", "rater", "user"),
        "label": ("answer", "rating"),
    }
    return next((name for name in usual[part] if name in columns), "...")


def _as_they_were(column: pl.Series) -> dict[str, Any]:
    """The values of a column by the text that the store knows them by."""
    distinct = column.drop_nulls().unique()
    return dict(zip(distinct.cast(pl.String).to_list(), distinct.to_list(), strict=True))
