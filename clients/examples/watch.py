"""Prints a value, and notices each deployment.

VALISE_URL=… VALISE_APP=… VALISE_TOKEN=… PYTHONPATH=clients/python/src python3 watch.py greeting
"""

import sys
import threading

import valise

name = sys.argv[1] if len(sys.argv) > 1 else "greeting"

with valise.connect() as context:

    def show(_=None):
        print(f"revision {context.revision}: {name} = {context.values.text(name)}", flush=True)

    show()
    context.on("change", show)
    context.on("error", lambda error: print(f"the last known values go on: {error}", flush=True))
    print(context, flush=True)
    threading.Event().wait()
