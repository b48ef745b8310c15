"""The store: one DuckDB file that holds every annotation and where it came from."""

from oe_quality.store.opening import open_store
from oe_quality.store.records import Batch, QuestionInfo, StoreInfo
from oe_quality.store.store import Store
from oe_quality.store.stream import Stream

__all__ = ["Batch", "QuestionInfo", "Store", "StoreInfo", "Stream", "open_store"]
