"""What columns are commonly called."""

from __future__ import annotations

import re

COMMON: dict[str, tuple[str, ...]] = {
    "item": (
        *("item", "item_id", "itemid", "item_name", "task", "task_id", "orig_id", "unit", "unit_id", "clip", "clip_id"),
        *("instance", "instance_id", "sample", "sample_id", "example", "example_id", "utterance_id", "subject"),
        *("document", "document_id", "doc_id", "file_name", "filename", "stimulus", "stimulus_id", "segment_id"),
        *("object", "object_id", "case", "case_id", "patient", "patient_id", "row"),
        *("taskid", "clipid", "sampleid", "exampleid", "documentid"),
        *("track_id", "song_id", "image_id", "video_id", "audio_id", "text_id", "sentence_id", "post_id", "tweet_id"),
        *("review_id", "comment_id", "message_id", "ticket_id", "article_id", "passage_id", "claim_id", "prompt_id"),
        *("record_id", "entry_id", "photo_id", "snippet_id"),
        *("id", "question_id", "clip_name", "clip_file", "audio_file", "audio", "image", "video", "file", "path"),
        *("url", "stimuli", "utterance", "segment", "track", "song", "sentence", "text", "statement", "question"),
    ),
    "annotator": (
        *("annotator", "annotator_id", "worker", "worker_id", "workerid", "amt_worker_ids", "rater", "rater_id"),
        *("coder", "coder_id", "judge", "judge_id", "observer", "labeler", "labeller", "labeler_id", "assessor"),
        *("participant", "participant_id", "listener", "listener_id", "evaluator", "evaluator_id", "reviewer"),
        *("user", "user_id", "username", "user_name", "annotators", "annotator_ids", "workers", "worker_ids", "raters"),
        *("users", "user_ids", "coders", "judges", "anno_id", "participant_private_id", "participant_public_id"),
        *("performer", "performer_id", "reviewer_id", "assessor_id", "observer_id", "labeller_id", "annotator_name"),
        *("worker_name", "rater_name", "coder_name", "judge_name", "participant_name", "listener_name"),
        *("evaluator_name", "reviewer_name", "assessor_name", "observer_name", "labeler_name", "labeller_name"),
        *("annotatorid", "raterid", "userid", "participantid", "coderid", "judgeid", "respondent", "respondent_id"),
        *("annotator_email", "user_email", "worker_email"),
    ),
    "label": (
        *("answer", "answers", "response", "responses", "judgment", "judgement", "annotation", "annotations"),
        *("choice", "choices", "vote", "selected_answer", "selected_label", "label", "labels", "category"),
        *("emotion", "emotions", "primary_emotion", "emotion_label", "feeling", "mood", "sentiment", "rating", "score"),
        *("value", "class"),
    ),
    "question": ("question", "question_name", "question_id", "attribute", "dimension", "field", "criterion"),
    "weight": ("weight", "intensity"),
    "time": (
        *("created_at", "timestamp", "time", "datetime", "annotated_at", "submitted_at", "submit_time", "date"),
        *("submitted", "answered_at", "rated_at", "labeled_at", "labelled_at"),
    ),
    "duration": ("duration_s", "duration", "seconds", "lead_time", "time_spent", "elapsed", "worktimeinseconds"),
    "started": ("started_at", "start_time", "accept_time", "accepted_at", "begin_time"),
    "finished": ("finished_at", "end_time", "finish_time", "completed_at"),
    "gold": ("gold", "truth", "gold_label", "true_label", "ground_truth", "expert_label"),
    "occasion": ("occasion", "repeat", "trial", "session", "round", "wave"),
    "status": ("status", "annotation_status", "response_status", "assignment_status", "assignmentstatus"),
    "source": (
        *("source", "source_type", "annotator_type", "assessor_type", "rater_type", "judge_type", "evaluator_type"),
        *("worker_type", "labeler_type", "reviewer_type", "annotator_kind"),
    ),
    "confidence": ("confidence", "model_confidence", "judge_confidence", "confidence_score", "certainty"),
}
"""Role -> names, likeliest first, in the spelling of `plain`."""

REMARKS = frozenset({"comment", "comments", "note", "notes", "remark", "remarks", "reason", "reasons", "feedback"})
"""Columns of free words about an answer: never a person, whatever stands beside them."""

SETTLED = frozenset(
    (
        *("adjudicated", "adjudication", "adjudicated_label", "adjudicator", "aggregated", "aggregate", "agreed"),
        *("consensus", "consensus_label", "curated", "final", "final_answer", "final_label", "majority", "resolved"),
        *("majority_label", "majority_vote", "merged", "mode", "resolution", "settled"),
    )
)
"""Columns of what was made of several people's answers: nobody's own, whatever stands beside them."""

NOBODY = frozenset(
    (
        *("mean", "avg", "average", "median", "std", "sd", "stdev", "var", "variance", "se", "sem"),
        *("min", "max", "sum"),
        *("total", "count", "n", "score", "lower", "upper", "low", "high", "range", "ci", "agreement"),
        *("true", "ref", "reference", "target", "correct", "expected", *SETTLED, *COMMON["gold"]),
        *("model", "machine", "pred", "predicted", "prediction", "system", "baseline", "auto", "automatic", "llm"),
        *("pre", "post", "before", "after", "start", "end", "begin", "initial", "last", "old", "new", "original"),
        *("time", "day", "week", "month", "wave", "session", "round", "pass", "run", "phase", "stage", "block", "part"),
        *("left", "right", "self", "other", "source", "text", "image", "video", "audio", "face", "voice", "speech"),
        *("sentence", "segment", "seg", "frame", "turn", "utterance", "utt", "speaker", "prompt", "chosen", "rejected"),
        *COMMON["occasion"],
    )
)
"""What columns are called, perhaps with a number, that are nobody's: computed, known, a model's, a time's, a part's."""

SURVEY = re.compile(
    r"submit_date_utc|start_date_utc|network_id|respondent_id|collector_id|ip_address|end_date|start_date|"
    r"submitdate|lastpage|startlanguage|startdate|datestamp|ipaddr|interviewtime|refurl|seed|redcap_\w+|record_id|\w+_complete"
)
"""Columns that a survey tool keeps of every response; where several stand, a row is a person and no column is one."""

DIMENSIONS = ("valence", "arousal", "dominance", "emotion", "intensity", "activation", "pleasure", "v", "a", "d")
"""Columns that are a question each where several of them stand beside each other."""

ROW_IDS = frozenset({"id", "row_id", "index", "annotation_id", "response_id", "question_id"})
"""Names that are an item's in one tool and a row's in another: the cells decide."""

_GIVEN = r"(?:labels?|ratings?|scores?|answers?|annotations?|responses?|codes?|votes?|emotions?|sentiments?)"
_PERSON = re.compile(
    rf"({_GIVEN}[\s_.-]+)?"
    r"(rater|annotator|ann|coder|judge|worker|observer|reader|expert|labell?er|evaluator|participant|subject|reviewer)"
    rf"[\s_.-]*(id[\s_.-]*)?(\d{{1,3}}|[a-z])([\s_.-]+{_GIVEN})?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")


def plain(name: str) -> str:
    """A column's name in the spelling in which names are compared: lower case, words joined by "_"."""
    return re.sub(r"\W+|_+", "_", name.strip().strip("\ufeff").casefold()).strip("_")


def is_nobody(name: str) -> bool:
    """Whether a name says that no person is meant: `std`, `gold`, `session 2`."""
    spelt = plain(name)
    return spelt in NOBODY or spelt.rstrip("0123456789_") in NOBODY


def is_person(name: str) -> bool:
    """Whether a column's name is a person's: `Rater 1`, `coder_A`, `annotator1_label`, an e-mail address."""
    return _PERSON.fullmatch(name.strip()) is not None or _ADDRESS.fullmatch(name.strip()) is not None
