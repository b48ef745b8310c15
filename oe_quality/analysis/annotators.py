"""Who needs a word, and on what evidence: the audit of all annotators."""

from __future__ import annotations

from oe_quality.analysis.annotator_rows import (
    AnnotatorAudit,
    AnnotatorRow,
    Behaviour,
    CopyingPair,
    CopyingScan,
    Counterfactual,
    Flag,
    FlagCode,
    LabelRate,
    RatingSkill,
    Status,
)

__all__ = [
    "AnnotatorAudit",
    "AnnotatorRow",
    "Behaviour",
    "CopyingPair",
    "CopyingScan",
    "Counterfactual",
    "Flag",
    "FlagCode",
    "LabelRate",
    "RatingSkill",
    "Status",
]
