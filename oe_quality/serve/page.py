"""The page as it is served: the one on disk, with a script that adds buttons and may ask this server alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import escape

from oe_quality import resources
from oe_quality.render.page.html import policy

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_ALONE = "The page makes no request to any server."
_SERVED = "The page asks oeq serve on this computer, and nobody else."
_END = "</body>"


@dataclass(frozen=True, slots=True)
class Parts:
    """A page as text, and the content policy that goes with it as a header."""

    text: str
    policy: str


def served(text: str) -> Parts | None:
    """The page with its buttons; None where this version did not make it.

    A page whose policy names other scripts than ours gets no buttons: whoever wrote it could press them. The header
    goes for the whole document, so that nothing in the text can widen it.
    """
    style, script = resources.text("reports/style.css"), resources.text("reports/page.js")
    own_style, own_script = resources.text("reports/serve.css"), resources.text("reports/serve.js")
    found = _POLICY.search(text[:8192])
    if found is None or found[1] != str(escape(policy((style,), (script,)))) or _END not in text:
        return None
    wider = policy((style, own_style), (script, own_script), "'self'")
    text = f'{text[: found.start()]}<meta name="oeq-serve" content="1">{text[found.end() :]}'
    text = text.replace("</style>", f"</style>\n<style>{own_style}</style>", 1).replace(_ALONE, _SERVED)
    before, _, after = text.rpartition(_END)
    return Parts(f"{before}<script>{own_script}</script>\n{_END}{after}", f"{wider}; frame-ancestors 'none'")


WAITING = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>oeq serve</title></head>'
    "<body><main><h1>The page is being made</h1><p>{}</p></main></body></html>"
)
"""What stands there until there is a page."""
