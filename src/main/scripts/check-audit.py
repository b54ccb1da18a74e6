#!/usr/bin/env python3
"""Checks an exported audit log: JSON lines, newest first, as GET /groups/{g}/audit gives them.

    curl -H "Authorization: Bearer $TOKEN" -H 'Accept: application/x-ndjson' $API/groups/$PROJECT/audit > audit.jsonl
    python3 check-audit.py audit.jsonl [HASH]

HASH is that of the newest record at an earlier check, kept elsewhere: without it nobody can tell a log whose end was
cut off. Prints the newest hash and exits 0 if the log is whole; else says what is wrong, and exits 1. Needs nothing but
Python 3. docs/audit.md says what is checked and why.
"""
import hashlib
import json
import sys

FIRST = "0" * 64


def expected(record):
    """SHA-256 of the record without its hash, as canonical JSON (RFC 8785; it has only texts, integers and true)."""
    content = {name: value for name, value in record.items() if name != "hash"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def check(lines, known=None):
    """The number of records, of those with withheld names, and the newest hash; raises ValueError where the log is not whole."""
    newest = later = None
    count = withheld = 0
    seen = known is None
    for number, line in enumerate(lines, 1):
        record = json.loads(line)
        where = f"line {number}, record {record['seq']}"
        # Its hash is over names that whoever exported the log may not see yet: only its place can be checked.
        hidden = "withheld" in record
        withheld += hidden
        if not hidden and expected(record) != record["hash"]:
            raise ValueError(f"{where} was changed: its hash does not fit")
        if later is not None and (record["seq"], record["hash"]) != (later["seq"] - 1, later["previous"]):
            raise ValueError(f"{where} is not the one before record {later['seq']}: one was removed, put in or moved")
        newest = newest or record["hash"]
        seen = seen or record["hash"] == known
        later = record
        count += 1
    if later is not None and (later["seq"], later["previous"]) != (1, FIRST):
        raise ValueError(f"the log begins with record {later['seq']}, not with the first one")
    if not seen:
        raise ValueError(f"the record with the hash {known} is not there: the end was cut off, or all was written anew")
    return count, withheld, newest or FIRST


def main(path, known=None):
    try:
        with open(path, encoding="utf-8") as lines:
            count, withheld, newest = check(lines, known)
    except (ValueError, KeyError, TypeError) as wrong:
        sys.exit(f"{path}: {wrong}")
    note = f", {withheld} of them with names withheld and not checked" if withheld else ""
    print(f"{count} records, whole{note}; the newest is {newest}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
