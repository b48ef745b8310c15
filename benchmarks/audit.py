"""Time and memory of a whole audit, pairs included, beside what other packages compute of the same answers.

python benchmarks/audit.py --responses 1000000 --annotators 5000
python benchmarks/audit.py --peers          # also crowd-kit and cleanlab, where they are installed
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from audit_simulated import panel_of

from oe_quality.analysis.annotators.audit import audit_data
from oe_quality.analysis.annotators.data import AuditData, assemble
from oe_quality.kernel.simulate import choices, crew
from oe_quality.scales import Question, Scale


def data_of(responses: int, annotators: int, labels: int, answers: int, seed: int) -> AuditData:
    """A single-choice study with annotators whose activity is heavy-tailed, as on real platforms."""
    shares = {"good": 0.6, "mediocre": 0.25, "spammer": 0.08, "constant": 0.05}
    counts = {kind: int(share * annotators) for kind, share in shares.items()}
    counts["copier"] = annotators - sum(counts.values())
    people = crew(counts)
    world = choices(seed, responses // answers, people, labels, answers, heavy_tail=True)
    question = Question("label", Scale.NOMINAL, tuple(f"L{k}" for k in range(labels)))
    return assemble(
        panel_of(question, world.chunk, annotators, world.plan.created_at, world.plan.duration_s), "only one"
    )


def timed(name: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{name:50} {seconds:8.1f} s   peak {peak:5.2f} GB so far   {result}")


def audited(data: AuditData) -> str:
    result = audit_data(data)
    return (
        f"{len(result.rows):,} annotators, {result.copying.n_pairs:,} pairs tested, {len(result.copying.pairs)} found"
    )


def crowd_kit(data: AuditData) -> str:
    """Confusion matrices by Dawid-Skene: no intervals, conduct, pairs or triage."""
    import pandas as pd
    from crowdkit.aggregation import DawidSkene

    chunk = data.primary.data
    frame = pd.DataFrame({"task": chunk.items(), "worker": chunk.annotator, "label": chunk.label})
    model = DawidSkene(n_iter=100).fit(frame)
    return f"confusion matrices of {model.errors_.index.get_level_values(0).nunique():,} annotators"


def cleanlab(data: AuditData) -> str:
    """Annotator quality by agreement with the consensus, from a dense (I, A) table that grows with both."""
    import pandas as pd
    from cleanlab.multiannotator import get_label_quality_multiannotator

    chunk = data.primary.data
    table = np.full((data.primary.n_items, data.n_annotators), np.nan, dtype=np.float32)
    table[chunk.items(), chunk.annotator] = chunk.label
    votes = np.zeros((len(table), len(data.primary.labels)))
    np.add.at(votes, (chunk.items(), chunk.label), 1.0)
    shares = (votes + 0.1) / (votes + 0.1).sum(axis=1, keepdims=True)
    result = get_label_quality_multiannotator(pd.DataFrame(table), shares, verbose=False)
    return f"quality scores of {len(result['annotator_stats']):,} annotators"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--annotators", type=int, default=5_000)
    parser.add_argument("--labels", type=int, default=8)
    parser.add_argument("--answers", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--peers", action="store_true")
    a = parser.parse_args()
    timed("compiling and a small audit", lambda: audited(data_of(2_000, 20, a.labels, a.answers, a.seed)))
    start = time.perf_counter()
    data = data_of(a.responses, a.annotators, a.labels, a.answers, a.seed)
    print(f"simulated {data.primary.n_responses:,} responses in {time.perf_counter() - start:.0f} s")
    timed("oe-quality: the whole audit", lambda: audited(data))
    peers = {"crowdkit": crowd_kit, "cleanlab": cleanlab} if a.peers else {}
    for package, work in peers.items():
        if find_spec(package) is None:
            print(f"{package} is not installed")
        else:
            timed(f"{package}: {(work.__doc__ or '').splitlines()[0]}", lambda work=work: work(data))


if __name__ == "__main__":
    main()
