"""What the scripts for the binary API share."""

import json
import sys


def router():
    """The router's ports, user and password, from its JSON line on stdin."""
    return json.loads(sys.stdin.readline())
