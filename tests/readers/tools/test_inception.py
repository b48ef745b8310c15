import pytest

from oe_quality.errors import InputError


def cas(*structures):
    own = [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1},
        {"%ID": 2, "%TYPE": "de.tudarmstadt.ukp.DocumentMetaData"},
    ]
    return {"%TYPES": {}, "%FEATURE_STRUCTURES": [*own, *structures], "%VIEWS": {}}


LABEL = {"%ID": 3, "%TYPE": "webanno.custom.Mood", "@sofa": 1, "value": "joy", "level": 3}


def test_labels_of_a_document_are_named_by_folder_and_file(tool):
    found = tool(
        cas(LABEL, {"%ID": 4, "%TYPE": "custom.Span", "begin": 0, "end": 3}), "p.zip/annotation/clip_1.txt/ana.json"
    )
    assert found.answers() == {("clip_1.txt", "ana", "Mood.value"): "joy", ("clip_1.txt", "ana", "Mood.level"): "3"}
    assert found.mapping.remarks == ("1 span within the document passed over.",)
    nested = tool(cas(LABEL), "p.zip/annotation/clip_1.txt/ben.zip/ben.json")
    assert next(iter(nested.answers()))[:2] == ("clip_1.txt", "ben")


def test_curated_labels_are_gold(tool):
    found = tool(cas(LABEL), "p.zip/curation/clip_1.txt/CURATION_USER.json")
    assert found.answers("gold")["clip_1.txt", "CURATION_USER", "Mood.value"] == "joy"
    # Who curates has seen what the others said, and is none of them.
    assert found.answers("status")["clip_1.txt", "CURATION_USER", "Mood.value"] == "curated"
    assert ("curated", "skipped") in found.mapping.status_words


def test_spans_and_xmi_are_refused(tool):
    with pytest.raises(InputError, match="spans"):
        tool(cas({"%ID": 4, "%TYPE": "custom.Span", "begin": 0, "end": 3}))
    with pytest.raises(InputError, match="XMI"):
        tool('<?xml version="1.0"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI"></xmi:XMI>')


def test_what_a_document_begins_with_is_nobodys(tool):
    with pytest.raises(StopIteration):
        tool(cas(LABEL), "p.zip/annotation/clip_1.txt/INITIAL_CAS.json")
