"""Reads a file with python-dotenv and writes the variables as JSON: python reader.py <file> <json>"""

import json
import sys

from dotenv import dotenv_values

with open(sys.argv[2], "w", encoding="utf-8") as out:
    json.dump(dotenv_values(sys.argv[1]), out)
