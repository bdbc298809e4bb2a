"""The words by which a judge says in any field how a turn ended."""

import re

from scoring.engine.marks import Mark, Status

STATUS_WORDS = {
    "dns": Status.DNS,
    "dnf": Status.DNF,
    "nm": Status.NM,
    "nt": Status.NM,  # no time
    "nh": Status.NM,  # no height
    "nd": Status.NM,  # no distance
    "-": Status.NM,
    "–": Status.NM,
    "—": Status.NM,
    "dq": Status.DQ,
    "dsq": Status.DQ,
    "disq": Status.DQ,
    "disk": Status.DQ,
    "wd": Status.WD,
    "scr": Status.WD,  # scratched
}
OFFERED = "dns, dnf, nm, dq, wd"
"""The words that a refusal names, one for each status."""
DISQUALIFIED = re.compile(
    r"(?:dq|dsq|disq|disk)[\s:,–-]+(?:\((?P<in_brackets>[^()]+)\)|(?P<reason>.+))", re.IGNORECASE
)


def read_status(text: str) -> Mark | None:
    """The status that the text stands for, with the reason behind DQ; None where it is none."""
    if (status := STATUS_WORDS.get(text.lower())) is not None:
        return Mark(status)
    if (disqualified := DISQUALIFIED.fullmatch(text)) is not None:
        reason = disqualified["in_brackets"] or disqualified["reason"]
        return Mark(Status.DQ, reason=reason.strip())
    return None
