"""What a comparison of models with people may find, made up."""

from oe_quality.analysis.judges import results as found
from oe_quality.kernel.judges.agreement import JudgeAgreement
from oe_quality.kernel.judges.confidence import Bin
from oe_quality.results import Estimate, Interval
from oe_quality.scales import Scale

NONE = Estimate(None, undefined="too few")


def around(value, n_items=40):
    """An estimate with an interval of .1 on either side."""
    return Estimate(value, Interval(value - 0.1, value + 0.1), n_items, 5, 3 * n_items)


def judge(model="m", **more):
    """A model that is tested against three people, one of whom it beats."""
    contests = (found.Contest("A", 30, 0.8, 0.01, won=True),)
    test = found.AltTestResult(found.Outcome.PASSED, 0.75, around(0.8), contests, 1, 0.1, 0.05, 30)
    given = {
        "agreement": JudgeAgreement(around(0.6), around(0.5), around(1.2), around(0.1)),
        "alt_test": test,
        "biases": (found.Bias("x", 0.5, 0.3, around(0.2)),),
        "differing": found.Differences((found.Differing("i1", "x", "y", 3),), 20, 1, 5, 2),
        "n_changed": 4,
        "n_voted": 40,
        "powered": (found.Powered("x", around(0.4), around(0.3), 0.5, 1.5, 60, around(0.45)),),
        "slices": (found.SliceRow("en", 12, 0.9, around(0.1), 0.2),),
        "apart": (found.SharesApart("en", "x", 0.4, around(-0.1), None),),
        "majority": found.AgainstMajority(
            40, 2, around(0.7), around(0.6), (found.LabelRate("x", around(0.8, 16), NONE),),
            (found.Cell("x", "x", 12), found.Cell("x", "y", 4), found.Cell("y", "y", 9)),
        ),
        "confidence": found.Confidence(
            10, around(0.1), around(0.05), around(0.2),
            (Bin(0.5, 0.75, 4, 0.6, 0.5, 0.2, 0.8), Bin(0.75, 1.0, 6, 0.9, 1.0, 0.6, 1.0)),
        ),
    }  # fmt: skip
    return found.Judge(model, **given | more)


def judges(*models):
    """One question with these models and a pair of them."""
    pair = found.ModelPair("m", "n", around(0.7), NONE, None, shared=False)
    yardsticks = (found.Yardstick("A", around(0.55)),)
    asked = found.QuestionJudges("mood", Scale.NOMINAL, "xRR", models, yardsticks, (pair,), ())
    return found.Judges((asked,), 0.95, 0)
