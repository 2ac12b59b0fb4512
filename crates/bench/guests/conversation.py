"""How a guest that is a process is spoken with: a line of JSON asks, a line of JSON answers."""
import json
import os
import sys


def converse(take, answer, run):
    """Answers until nobody asks any more. What else is printed does not come between the answers."""
    told = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if asked["do"] == "ready":
                reply = {"ready": True}
            elif asked["do"] == "take":
                take(asked["file"])
                reply = {"ready": True}
            elif asked["do"] == "answer":
                reply = {"answer": json.loads(answer(asked["guest"], asked["task"]))}
            else:
                reply = {"seconds": run(asked["guest"], asked["task"])}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        told.write(json.dumps(reply) + "\n")
        told.flush()
