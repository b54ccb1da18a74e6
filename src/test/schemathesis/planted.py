"""Puts a planted secret into what is sent as the content of a secret or as a private key, and looks for it, and for the
tokens and keys of this run, in each answer. Read by Schemathesis (SCHEMATHESIS_HOOKS); PLANTED is the file of the marks,
one a line, the first of which is sent."""

import os

import schemathesis

with open(os.environ["PLANTED"], encoding="ascii") as marks:
    MARKS = marks.read().split()

# Where a secret's content or a private key is sent: the fields of the body that hold it.
FIELDS = {"createSecret": ["value"], "updateSecret": ["value"], "login": ["apiKey"]}

# What programs read has the contents of secrets in it: that is what it is for.
READS_SECRETS = ["readValue", "readValues"]


@schemathesis.hook
def before_call(context, case, kwargs):
    for field in FIELDS.get(operation_id(case), []):
        if isinstance(case.body, dict) and isinstance(case.body.get(field), str) and 0 < len(case.body[field]) < 400:
            case.body[field] += MARKS[0]


@schemathesis.check
def holds_nothing_planted(ctx, response, case):
    if operation_id(case) in READS_SECRETS:
        return
    answer = response.content + repr(response.headers).encode()
    for number, mark in enumerate(MARKS, 1):
        if mark.encode() in answer:
            raise AssertionError(f"The answer holds planted secret {number}")


def operation_id(case):
    return case.operation.definition.raw.get("operationId")
