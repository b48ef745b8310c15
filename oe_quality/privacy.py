"""What never enters a store: e-mail and network addresses and password hashes, in whatever form they are written.

One scrubber for every text. In free text what is found is blacked out; in names of items and people it is
replaced by a keyed digest, so that what belonged together still does. What only looks like an address, such as
`image@2x.png` or `https://medium.example/@anna`, keeps its name.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Callable, Iterable

import polars as pl

from oe_quality import disguised

_UNSEEN = "\\u00AD\\u200B-\\u200D\\u2060\\uFEFF"
"""Characters without a width; within an address they break it for machines alone."""
_AT = (
    r"(?:[@\uFF20\uFE6B]|%(?:25)*40|&(?:amp;)*#0*64(?:;|(?!\d))|&(?:amp;)*#[xX]0*40(?:;|(?![0-9A-Fa-f]))|&(?:amp;)*commat;"
    r"|=40|\\+u0040|\\+u\{0*40\}|\\+x40|\+AEA-|\s?[(\[{<]\s?(?:at|At|AT|@)\s?[)\]}>]\s?)"
)
_ANY_AT = re.compile(_AT)
_DOT = (
    r"(?:[.\uFF0E\u3002\uFF61]|%(?:25)*2[eE]|&(?:amp;)*(?:#0*46|#[xX]0*2[eE]|period);|=2[eE]|\\+u002[eE]|\\+x2[eE]"
    r"|\s?[(\[{<]\s?(?:dot|Dot|DOT|\.)\s?[)\]}>]\s?)"
)
_PART = rf"[{_UNSEEN}]*[^\W_](?:[^\W_]|[-{_UNSEEN}])*"
_TOP = r"(?:[xX][nN]--[A-Za-z0-9-]+|[^\W\d_]{2,63})"
_EMAIL = re.compile(
    rf"(?:[\w.+'%~{_UNSEEN}-]{{1,64}}?|\"[^\"\n]{{1,64}}\"){_AT}(?:\[[0-9A-Fa-f:.]{{3,45}}\]|(?:{_PART}{_DOT}){{1,8}}{_TOP}(?![^\W_]))"
)
_SPOKEN_TOP = (
    "com|org|net|edu|gov|info|biz|io|app|dev|eu|uk|de|fr|nl|ch|es|pt|pl|cz|se|fi|dk|ie|gr|hu|ro|ru|ua|tr|il|cn|jp|kr|tw|au|nz"
    "|ca|br|mx|ar|cl|za|example"
)
"""Ends of addresses that are no words: `at the dot in it` is none."""
_SPOKEN = re.compile(
    rf"[\w.+'%~-]{{1,64}}(?:\sat\s|{_AT})(?:{_PART}\sdot\s){{1,8}}(?:{_SPOKEN_TOP})(?![^\W_])", re.IGNORECASE
)
"""`jane at x dot org`."""
_LAST_DOT = re.compile(rf"{_DOT}(?=(?:(?!{_DOT}).)*$)", re.DOTALL)
_FILES = frozenset(
    "aac ai aif aiff avi bmp bz2 c cpp css csv dat doc docx eaf eps flac flv gif gz h5 hdf5 htm html ico ipynb jpeg "  # noqa: SIM905
    "jpg js json jsonl lab log m4a md mkv mov mp3 mp4 mpeg mpg npy npz oga ogg ogv opus parquet pdf php pickle pkl "
    "png ppt pptx ps psd py raw rtf sh sph srt svg tar textgrid tgz tif tiff tsv txt vtt wav webm webp wma wmv xls "
    "xlsx xml xz yaml yml zip".split()
)
"""Ends of file names; after an @ they make no address of a name."""
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_OCTET_DOT = r"(?:\.|%(?:25)*2[eE]|[(\[{](?:\.|dot|DOT)[)\]}])"
_IPV4 = re.compile(rf"(?<![\dvV.])(?:{_OCTET}{_OCTET_DOT}){{3}}{_OCTET}(?!\.?\d)")
_IPV6 = re.compile(
    r"(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4})(?:%[0-9A-Za-z]+)?"
    r"(?![0-9A-Za-z:])"
)
_HASH = re.compile(
    r"(?<![0-9A-Za-z$])(?:(?:pbkdf2\w*|argon2\w*|bcrypt\w*|scrypt\w*|md5|sha1|sha256|sha512)\$[^\s\"',;]{8,}"
    r"|\$(?:[1567y]|2[abxy]?|argon2\w*|scrypt|pbkdf2[\w-]*)\$[^\s\"',;]{8,}|\{S?SHA\d*\}[A-Za-z0-9+/=]{16,})"
)
_DIGEST = re.compile(
    r"(?<![0-9A-Za-z])(?=\d*[a-fA-F])(?:[0-9a-fA-F]{128}|[0-9a-fA-F]{96}|[0-9a-fA-F]{64}|[0-9a-fA-F]{56}|[0-9a-fA-F]{40}"
    r"|[0-9a-fA-F]{32})(?![0-9A-Za-z])"
)
"""Digits alone are a number: one digest in three million has no letter."""
_PHONE = re.compile(
    r"(?<![\w.+/-])(?:(?:\+|00)[1-9][\d ()./-]{6,18}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|0\d{2,4}[ /-]\d{5,9})(?![\w/-])"
)
MAYBE = (
    r"[@\x{FF20}\x{FE6B}]|%(?:25)*40|&(?:amp;)*(?:#|commat)|=40|\\[ux]\{?0*40|\+AEA-|[(\[{<]\s?(?i:at)\s?[)\]}>]"
    r"|\d\.\d{1,3}\.\d|\d(?:%(?:25)*2[eE]|[(\[{](?:\.|dot|DOT)[)\]}])\d"
    r"|:[0-9A-Fa-f]{0,4}:|\$|\s(?i:dot)\s|\{S|[0-9a-fA-F]{32}|~[0-9a-f]{12}"
    rf"|{disguised.MAYBE}"
)
"""What any text that is to be changed matches, as a quick pattern for polars."""

MARK = "~"
"""Stands between kind and digest in a name until the store puts a keyed digest there."""

_Replace = Callable[[str, str], str]


def holds_address(text: str) -> bool:
    """Whether any part of the text is an e-mail or network address or a password hash.

    >>> [holds_address(text) for text in ("jane(at)x.org", "fe80::1", "image@2x.png", "12:30:45")]
    [True, True, False, False]
    """
    return _replaced(text, lambda kind, _: kind, digests=False) != text


def holds_email(text: str) -> bool:
    """Whether any part of the text is an e-mail address, however it is written."""
    return _SPOKEN.search(text) is not None or any(_address_in(found[0]) for found in _EMAIL.finditer(text))


def scrub(text: str) -> str:
    """Free text, a label or what is said of somebody, with what must not be stored blacked out.

    >>> scrub("ask jane(at)x.org at 10.0.0.7")
    'ask (e-mail address) at (IP address)'
    """
    return _replaced(text, lambda kind, _: f"({_WORDS[kind]})", digests=True)


def without_phones(text: str) -> str:
    """Free text with what looks like a phone number blacked out.

    >>> without_phones("call +49 30 1234567, or 555-123-4567")
    'call (phone number), or (phone number)'
    """
    return _PHONE.sub("(phone number)", text)


def addresses_in(text: str) -> list[str]:
    """Every e-mail and network address and password hash in a text, as it stands there."""
    found: list[str] = []

    def keep(_kind: str, address: str) -> str:
        found.append(address)
        return ""

    _replaced(text, keep, digests=False)
    return found


def pseudonym(name: str) -> str:
    """A name of an item or a person in which each address is replaced by a mark that is the same in every file.

    It still tells people and items apart. It hides an address from a reader, not from someone who guesses the
    address; what a store puts in its place hides it from both.
    """
    return _replaced(name, _token, digests=False)


def cleaned(texts: pl.Series, clean: Callable[[str], str]) -> pl.Series:
    """A column of texts, each cleaned; only distinct texts that may hold something are looked at."""
    suspects = texts.drop_nulls().unique()
    suspects = suspects.filter(suspects.str.contains(MAYBE))
    after = pl.Series([clean(text) for text in suspects], dtype=pl.String)
    changed = suspects != after
    if not changed.any():
        return texts
    return texts.replace(suspects.filter(changed), after.filter(changed))


def cleaned_lists(lists: pl.Series, clean: Callable[[str], str]) -> pl.Series:
    """The same of a column of lists of texts."""
    flat = lists.explode().drop_nulls().unique()
    suspects = flat.filter(flat.str.contains(MAYBE))
    changes = {text: new for text in suspects if (new := clean(text)) != text}
    if not changes:
        return lists
    frame = lists.to_frame("lists")
    return frame.select(pl.col("lists").list.eval(pl.element().replace(changes)).alias(lists.name)).to_series()


def cleaned_all(texts: Iterable[str], clean: Callable[[str], str]) -> tuple[str, ...]:
    """Several texts cleaned; those that become equal are one."""
    return tuple(dict.fromkeys(clean(text) for text in texts))


_WORDS = {"mail": "e-mail address", "ip": "IP address", "hash": "hash"}


def _replaced(text: str, replace: _Replace, *, digests: bool) -> str:
    """The text with every finding replaced; `digests` says whether bare digests in hexadecimal are findings."""
    if _ANY_AT.search(text):
        text = _EMAIL.sub(lambda found: _mail(found[0], replace), text)
    if "dot" in text.lower():
        text = _SPOKEN.sub(lambda found: replace("mail", found[0]), text)
    text = _HASH.sub(lambda found: replace("hash", found[0]), text)
    if digests:
        text = _DIGEST.sub(lambda found: replace("hash", found[0]), text)
    if ":" in text:
        text = _IPV6.sub(lambda found: replace("ip", found[0]) if _is_ipv6(found[0]) else found[0], text)
    text = _IPV4.sub(lambda found: replace("ip", found[0]), text)
    text = disguised.without_numbers(text, lambda found: replace("ip", found))
    return disguised.without_base64(text, _holds_plainly, lambda found: replace("mail", found))


def _holds_plainly(text: str) -> bool:
    """Whether an e-mail address stands in a text as mail programs take it."""
    return "@" in text and any(_address_in(found[0]) for found in _EMAIL.finditer(text))


def _mail(found: str, replace: _Replace) -> str:
    address = _address_in(found)
    return replace("mail", address) + found[len(address) :] if address else found


def _address_in(found: str) -> str:
    """The address at the beginning of what looks like one, without the ends of a file's name; "" if none is left."""
    while True:
        dot = _LAST_DOT.search(found)
        if dot is None or found.endswith("]"):
            return found
        if found[dot.end() :].casefold() not in _FILES:
            return found
        found = found[: dot.start()]
        if _EMAIL.fullmatch(found) is None:
            return ""


def _is_ipv6(text: str) -> bool:
    """Whether it is an address that leads to somebody; `1::2` and the like are names of things."""
    try:
        address = ipaddress.IPv6Address(text.partition("%")[0])
    except ValueError:
        return False
    groups = [group for group in text.split(":") if group]
    return "." in text or len(groups) > 2 or int(address) >> 125 >= 1


def _token(kind: str, found: str) -> str:
    digest = hashlib.sha256(found.casefold().encode("utf-8", "replace")).hexdigest()[:12]
    return f"{kind}{MARK}{digest}"
