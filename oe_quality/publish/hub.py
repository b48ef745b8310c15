"""Uploading a release to the Hugging Face Hub, as it is and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from oe_quality.errors import InputError, Place, UsageError
from oe_quality.render.release.bundle import SUMS, files_of, sha256

if TYPE_CHECKING:
    from huggingface_hub import HfApi


def verify(folder: Path) -> int:
    """Hold every file against SHA256SUMS; returns their number.

    Raises:
        InputError: a file differs, is missing, or is not listed; or there is no list.
    """
    place = Place(str(folder / SUMS))
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        raise InputError("this is no release", place=place, remedy="Name a folder that `oeq release` made.") from None
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = {path.relative_to(folder).as_posix(): path for path in files_of(folder) if path.name != SUMS}
    wrong = [f"{name} is missing" for name in sorted(listed.keys() - there.keys())]
    wrong += [f"{name} is not listed" for name in sorted(there.keys() - listed.keys())]
    wrong += [f"{name} differs" for name in sorted(listed.keys() & there.keys()) if sha256(there[name]) != listed[name]]
    if wrong:
        remedy = "Make the release again; a bundle is not to be changed by hand."
        raise InputError(f"the bundle is not as it was made: {'; '.join(wrong[:5])}", place=place, remedy=remedy)
    return len(there)


def push(folder: Path, repository: str, *, version: str, private: bool = True) -> str:
    """Upload the folder as a data set, in one commit with the version as a tag; returns the commit's address.

    The address of the Hub and the token are those of huggingface_hub: HF_ENDPOINT, HF_TOKEN.

    Raises:
        InputError: the bundle fails its check sums, or the Hub refuses it.
        UsageError: huggingface_hub is not installed.
    """
    verify(folder)
    api = _api()
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        api.create_repo(repository, repo_type="dataset", private=private, exist_ok=True)
        commit = api.upload_folder(
            repo_id=repository, folder_path=folder, repo_type="dataset", commit_message=f"Release {version}"
        )
        api.create_tag(repository, tag=f"v{version}", repo_type="dataset", exist_ok=True)
    except HFValidationError as error:
        raise UsageError(f"{repository!r} is no name of a repository: {error}") from None
    except (HfHubHTTPError, OSError) as error:
        remedy = "Log in with `hf auth login`, or set HF_TOKEN to a token that may write there."
        raise InputError(f"the Hub did not take it: {error}", remedy=remedy) from None
    return str(commit.commit_url)


def _api() -> HfApi:
    try:
        from huggingface_hub import HfApi
    except ImportError:
        remedy = "Install it with: pip install 'oe-quality[push]'"
        raise UsageError("uploading needs the package huggingface_hub", remedy=remedy) from None
    return HfApi()
