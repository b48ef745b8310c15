"""All tools, those first whose signature is the narrowest."""

from __future__ import annotations

from oe_quality.readers.tools import (
    appen,
    argilla,
    audformat,
    counts,
    doccano,
    emolia,
    forms,
    goemotions,
    hugging_face,
    inception,
    judges,
    label_studio,
    label_studio_flat,
    lewidi,
    mturk,
    patterns,
    potato,
    prodigy,
    qualtrics,
    sagemaker,
    toloka,
    zooniverse,
)
from oe_quality.readers.tools.tool import Tool

TOOLS: tuple[Tool, ...] = (
    emolia.TOOL,
    audformat.TOOL,
    label_studio.TOOL,
    label_studio_flat.TOOL,
    mturk.TOOL,
    appen.TOOL,
    toloka.TOOL,
    argilla.TOOL,
    prodigy.TOOL,
    potato.TOOL,
    zooniverse.TOOL,
    sagemaker.TOOL,
    inception.TOOL,
    goemotions.TOOL,
    doccano.TOOL,
    judges.TOOL,
    qualtrics.TOOL,
    forms.TOOL,
    lewidi.TOOL,
    hugging_face.TOOL,
    patterns.TOOL,
    counts.TOOL,
)
