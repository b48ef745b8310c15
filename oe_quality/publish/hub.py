"""Uploading a release to the Hugging Face Hub, as it is and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from oe_quality.errors import InputError, UsageError
from oe_quality.sums import verify

if TYPE_CHECKING:
    from huggingface_hub import HfApi


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
