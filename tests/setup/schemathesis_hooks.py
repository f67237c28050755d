"""What JSON Schema cannot say of a request to Dateline: Schemathesis must not expect such requests to be accepted.

A cursor is only had from an answer, a time zone must exist, and some values contradict each other. Requests that are meant to be refused are left
as they are.
"""

import schemathesis


@schemathesis.hook
def map_case(context, case):
    if case.meta is not None and case.meta.generation.mode.is_positive:
        for fields in (case.query, case.body):
            if isinstance(fields, dict):
                leave_out_contradictions(fields)
    return case


def leave_out_contradictions(fields):
    fields.pop("cursor", None)
    if "timeZone" in fields:
        fields["timeZone"] = "Asia/Seoul"
    if "from" in fields:
        fields.pop("to", None)
        fields.pop("asOf", None)
    if fields.get("sort", "date") == "date":
        fields.pop("halfLifeDays", None)
