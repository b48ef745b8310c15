"""Results as analyses would give them, made up: any names, any size, the same every time."""

import datetime
from dataclasses import replace

import numpy as np
import polars as pl

from oe_quality.analysis.aggregation.results import AnnotatorFit, Calibration, Consensus, ConsensusSet
from oe_quality.analysis.agreement.results import PairRow, PairTable
from oe_quality.analysis.annotators import results as ann
from oe_quality.analysis.compare import results as cmp
from oe_quality.analysis.compare.people import Standing
from oe_quality.analysis.distributions import results as dist
from oe_quality.analysis.distributions.group_results import GroupCohesion, GroupDifference, Groups
from oe_quality.analysis.planning.relabel import RelabelQueue, Target, Wanted
from oe_quality.analysis.planning.results import TOGETHER, AtK, Plan, PlanPart, Plans
from oe_quality.analysis.provenance import Provenance
from oe_quality.kernel.reliability.replication import Cohesion
from oe_quality.results import Estimate, Interval
from oe_quality.store.panel import Decision, LeftOut

PLAIN = ("emotion", ["calm", "sad", "happy", "angry", "bored"], [f"clip{i}" for i in range(20)], ["German", "French"])
"""What a study of harmless names is made up of."""


def one(section, name, kind):
    """The one block of a section that has this id; it is of that kind."""
    (found,) = [block for block in section.blocks if block.id == name]
    assert isinstance(found, kind)
    return found


class Made:
    """All results that sections are drawn from.

    Args:
        question, labels, items, groups: names from data, which may be hostile.
        n_annotators: how many.
    """

    def __init__(self, question, labels, items, groups, n_annotators=12):
        self.question, self.labels, self.items, self.groups = question, list(labels), list(items), list(groups)
        self.aliases = [f"A{i:02d}" for i in range(1, n_annotators + 1)]
        self.rng = np.random.default_rng(7)

    def estimate(self, low=0.0, high=1.0, n=40):
        value = float(self.rng.uniform(low, high))
        return Estimate(value, Interval(value - 0.1, value + 0.1), n, n, n)

    def behaviour(self):
        rng = self.rng
        return ann.Behaviour(
            fast_share=Estimate(float(rng.beta(1, 12))),
            untouched_share=Estimate(float(rng.beta(1, 12))),
            median_seconds=float(rng.lognormal(3, 0.5)),
            top_label=self.labels[int(rng.integers(len(self.labels)))],
            top_label_share=float(rng.beta(2, 6)),
            others_top_share=0.2,
            entropy=2.0,
            longest_run=int(rng.integers(2, 12)),
            expected_run=float(rng.uniform(2, 4)),
            run_p=float(rng.random()),
            sessions=3,
            largest_session=40,
            busiest_hour=14,
            night_share=0.1,
            drift=float(rng.uniform(0, 0.2)),
            drift_at=20,
            drift_p=float(rng.random()),
            detectable_drop=float(rng.uniform(0.05, 0.3)),
            fatigue=-0.01,
            fatigue_p=0.4,
        )

    def audit(self):
        none = Estimate(None, undefined="nothing to compare with")
        rows = []
        for i, alias in enumerate(self.aliases):
            run = ann.Flag(ann.FlagCode.RUN, "A long run of one answer.", 9, 3, 40)
            rows.append(
                ann.AnnotatorRow(
                    alias, ann.Status.REVIEW if i == 0 else ann.Status.OK, "as the rule says", 100, 100, 100,
                    self.estimate(), self.estimate(), self.estimate(), self.estimate(), self.estimate(),
                    self.estimate() if i % 3 else none, none, None,
                    ann.Counterfactual(none, 0, 0.0, 0), self.behaviour(),
                    (ann.RatingSkill(self.question, self.estimate(-1, 1), none, none),),
                    flags=(run,) if i == 0 else (),
                )
            )  # fmt: skip
        scan = self.scan()
        return ann.AnnotatorAudit(
            self.question, "It has the most answers.", tuple(self.labels), tuple(rows), scan, "model", 0, LeftOut()
        )

    def scan(self):
        pairs = tuple(
            ann.CopyingPair(self.aliases[i], self.aliases[i + 1], 40, 35 - i, 12.5, 8.0 - i, 1e-4, i % 2 == 0, 0.9)
            for i in range(3)
        )
        return ann.CopyingScan(66, pairs, ((10, 0.6), (25, 0.3)), 0.02, 1.01)

    def pair_table(self, most=100_000):
        people = self.aliases
        both = [(a, b) for i, a in enumerate(people) for b in people[i + 1 :]][:most]
        kappa = self.rng.normal(0.4, 0.2, len(both))
        rows = tuple(PairRow(a, b, 20, 0.6, float(k), float(k)) for (a, b), k in zip(both, kappa, strict=True))
        return PairTable("Cohen's kappa", 0.4, 0.2, 3, rows)

    def timelines(self, n=60):
        records = [
            (alias, i, self.labels[int(self.rng.integers(len(self.labels)))], float(self.rng.normal(-0.1, 0.2)))
            for alias in self.aliases[:8]
            for i in range(1, n + 1)
        ]
        frame = pl.DataFrame(records, schema=["annotator", "position", "label", "residual"], orient="row")
        alone = (pl.col("annotator") == self.aliases[1]) & pl.col("position").is_between(20, 45)
        return frame.with_columns(pl.when(~alone).then("residual").alias("residual"))

    def distributions(self, by=""):
        groups = [dist.EVERYONE, *(self.groups if by else [])]
        shares = [dist.Share(g, label, 30, self.estimate(0.2, 0.6)) for g in groups for label in self.labels]
        n = len(self.labels)
        together = [
            dist.Together(self.labels[i], self.labels[j], 9, 4.0, 2.0, self.estimate(-0.4, 0.6), 0.01)
            for i in range(n)
            for j in range(i + 1, n)
        ]
        none = Estimate(None, undefined="nobody answered an item twice")
        spread = dist.Disagreement(self.estimate(0.7, 0.8), self.estimate(0.4, 0.5), none, none, "masi", 2.5, 1.0)
        tail = dist.LongTail(n, 900, 5, 0.01, 0.08, 12.0, 4, 9, 14)
        return dist.Distributions(
            self.question, by, tuple(shares), (self.groups[0],) if by else (), 5, tail, tuple(together), 3.0, spread,
            LeftOut(), given=(dist.GivenLabel(self.labels[0], "", 900, 1.0, 1.0),),
        )  # fmt: skip

    def emotion_map(self):
        places = tuple(
            dist.EmotionPlace(label, 20, self.estimate(-4, 4), self.estimate(1, 9), (0.3, 0.1, 0.4) if i else None)
            for i, label in enumerate(self.labels)
        )
        return dist.EmotionMap(places, 900, LeftOut())

    def compared(self):
        differences = tuple(
            GroupDifference("language", g, ("rest",), label, 8, 20, self.estimate(-0.2, 0.2), 0.3, 0.04, 0.2, 0.1)
            for g in self.groups
            for label in self.labels
        )
        e = self.estimate()
        cohesion = (GroupCohesion("language", self.groups[0], 8, Cohesion(e, e, e, e, 0.2)),)
        return Groups(self.question, "share of answers", differences, cohesion, ("language: few (2)",), 5, 999, "by", 0, LeftOut())  # fmt: skip  # noqa: E501

    def plans(self):
        def part(name):
            one = float(self.rng.uniform(0.1, 0.6))
            phi = [k * one / (1 + (k - 1) * one) for k in range(1, 21)]
            curve = tuple(
                AtK(k, Estimate(p, Interval(max(0, p - 0.1), min(1, p + 0.1))), Estimate(p), 0.1)
                for k, p in enumerate(phi, 1)
            )
            return PlanPart(name, 30, 0.2, 0.1, 0.5, curve, 7, 5, 12, 90)

        parts = tuple(part(name) for name in [TOGETHER, *self.labels])
        return Plans((Plan(self.question, "share", 0.8, 4.2, parts, "REML", 0, LeftOut()),))

    def queue(self):
        items = tuple(
            Wanted(item, 0.5, 3, ((self.labels[0], 2), (self.labels[1], 1)), 1.2, 30.0, (self.aliases[2],))
            for item in self.items
        )
        return RelabelQueue(self.question, Target.CONSENSUS, "bits", items, 12.0, 50.0, None, 0, LeftOut())

    def consensus(self):
        n, k = len(self.aliases), len(self.labels)
        confusion = self.rng.dirichlet(np.full(k, 0.3), size=(n, k)) * 0.4 + 0.6 * np.eye(k)
        accuracy = self.rng.uniform(0.4, 0.9, n)
        fit = AnnotatorFit(
            tuple(self.aliases), np.full(n, 50), accuracy, accuracy, accuracy, confusion, confusion, confusion, "none"
        )
        posterior = self.rng.dirichlet(np.full(k, 0.2), len(self.items))
        many = np.full(len(self.items), 4, dtype=np.int32)
        counts = np.ones(posterior.shape, dtype=np.int32)
        winner = posterior.argmax(axis=1).astype(np.int32)
        return Consensus(
            self.question, "dawid-skene", pl.Series(self.items), tuple(self.labels), posterior, winner, many, counts,
            np.full(k, 1 / k), fit, (1.0,), True, None, Calibration(), 0, LeftOut(),
        )  # fmt: skip

    def consensus_set(self, question):
        n, k = len(self.aliases), len(self.labels)
        fits = []
        for _ in self.labels:
            hit, false = self.rng.uniform(0.4, 0.9, n), self.rng.uniform(0, 0.2, n)
            confusion = np.stack([np.stack([1 - false, false], 1), np.stack([1 - hit, hit], 1)], 1)
            fits.append(
                AnnotatorFit(
                    tuple(self.aliases), np.full(n, 50), hit, hit, hit, confusion, confusion, confusion, "none"
                )
            )
        posterior = self.rng.random((len(self.items), k))
        return ConsensusSet(
            question, "dawid-skene", pl.Series(self.items), tuple(self.labels), posterior,
            posterior.argmax(axis=1).astype(np.int32), posterior > 0.5, np.full(len(self.items), 4, dtype=np.int32),
            np.ones(posterior.shape, dtype=np.int32), np.full(k, 0.1), tuple(fits), True, np.ones(k), Calibration(), 0,
            LeftOut(),
        )  # fmt: skip

    def gold_answers(self):
        records = []
        for i, item in enumerate(self.items):
            gold = self.labels[i % len(self.labels)]
            for alias in self.aliases:
                right = bool(self.rng.random() < (0.8 if i else 0.1))
                records.append((alias, item, gold if right else self.labels[(i + 1) % len(self.labels)], gold, right))
        return pl.DataFrame(records, schema=["annotator", "item", "answer", "gold", "right"], orient="row")

    def comparison(self):
        side = cmp.Side(self.items[0], "store", "", self.question, "mace", 40, 12, 480, 30, 21, "ab" * 32)
        after = cmp.Side(self.items[1], "store", "", self.question, "dawid-skene", 60, 14, 700, 50, 45, "cd" * 32)
        changes = cmp.Changes(tuple(self.items[:2]), (), 220, 0, 3, ("A13",), ())
        rows = tuple(
            cmp.AgreementChange(label, "alpha", self.estimate(), self.estimate(), self.estimate(-0.2, 0.2))
            for label in [self.question, *self.groups]
        )
        flips = tuple(cmp.Flip(i, self.labels[0], self.labels[1], 0.9, None, cmp.Why.ANSWERS) for i in self.items)
        return cmp.Comparison(side, after, changes, rows, flips, 40, self.estimate(0.2, 0.4), self.estimate(), "jackknife", (f"{self.items[0]} was not compared.",), standings=self.standings())  # fmt: skip  # noqa: E501

    def standings(self):
        """Everybody, as before and after; the last was not there, the one before the last is left out since."""
        status = ["review", "ok", "watch"]
        stood = [Standing(alias, status[i % 3], status[(i + 1) % 3], 0.2, 0.5) for i, alias in enumerate(self.aliases)]
        gone, new = stood[-2:]
        return (*stood[:-2], replace(gone, after=""), replace(new, before=None, kappa_before=None))

    def provenance(self):
        batches = pl.DataFrame(
            {
                "file": self.items,
                "sha256": ["ab" * 32] * len(self.items),
                "format": ["tidy"] * len(self.items),
                "rows_read": [9] * len(self.items),
                "loaded_at": [datetime.datetime(2024, 5, 1, 12)] * len(self.items),
            }
        )
        return Provenance(
            f"oeq report {self.items[0]}", "0.1", "3.11", (("numpy", "2"),), batches, "ab" * 32, 0,
            f"flags.run = true\nreport.title = {self.items[0]}",
            (Decision("A99", self.items[0], datetime.datetime(2024, 5, 1)),),
        )  # fmt: skip
