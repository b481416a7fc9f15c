"""Random acts: what systems report and reviewers do to one ticket."""

from hypothesis import strategies as st

from schemas.status import Status
from tests.unit.domain.given import claims, decides, hands_over, says
from tests.unit.domain.stories import SYSTEMS, WORDS

WEEK = 7 * 24 * 60

reports = st.builds(
    lambda system, word, at, late, more: says(
        system, word[0], at, received=at + late, status=word[1], reopens=word[2], **more
    ),
    st.sampled_from(SYSTEMS),
    st.sampled_from(WORDS),
    st.integers(-2, 40),
    st.sampled_from([0, 0, 0, 3, -1, -30, WEEK, WEEK + 1]),
    st.fixed_dictionaries(
        {},
        optional={
            "actor": st.sampled_from(["ann", "bob"]),
            "sequence": st.integers(0, 2),
            "native_id": st.sampled_from(["17", "18"]),
            "aliases": st.sampled_from([("1007",), ("17",)]),
            "note": st.sampled_from(["", "见附件", "x" * 400]),
            "echo": st.just(True),
        },
    ),
)
people = st.sampled_from(["ann", "bob"])
claiming = st.builds(claims, people, st.integers(0, 60))
handing = st.builds(hands_over, people, st.one_of(people, st.just("")), st.integers(0, 60))
verdicts = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"accept": st.sampled_from(SYSTEMS)}),
    st.fixed_dictionaries({"status": st.sampled_from(list(Status))}),
)
deciding = st.builds(lambda by, at, verdict: decides(by, at, **verdict), people, st.integers(0, 60), verdicts)
acts = st.lists(st.one_of(reports, reports, reports, reports, claiming, handing, deciding, deciding), max_size=14)
