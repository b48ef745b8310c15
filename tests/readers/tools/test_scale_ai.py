import json

import pytest

from oe_quality.errors import InputError


def test_a_settled_response_names_nobody(tool):
    task = {"task_id": "t1", "type": "categorization", "status": "completed", "params": {}, "response": {"x": "joy"}}
    with pytest.raises(InputError, match="Scale AI tasks") as refused:
        tool(json.dumps([task]))
    assert "attempts" in refused.value.remedy
