"""What every Python client must see; the expectations themselves are in expectations.json."""

import json
import os
from pathlib import Path

EXPECTED = json.loads(Path(__file__).with_name("expectations.json").read_text())
HINTS = ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")
TYPES = {"boolean": bool, "integer": int, "number": (int, float), "string": str, "array": list, "object": dict}


def wire(model):
    """A result of the SDK as the JSON that came over the wire."""
    return model.model_dump(by_alias=True, mode="json", exclude_none=True)


def server_environment():
    """For a server over stdio: all of this process's environment, for it says where the database is."""
    return dict(os.environ)


def tools(listed):
    assert len(listed) >= EXPECTED["tools"]["at_least"], f"only {len(listed)} tools"
    names = [tool["name"] for tool in listed]
    missing = set(EXPECTED["tools"]["among"]) - set(names)
    assert not missing and len(set(names)) == len(names), f"missing or doubled: {missing or names}"
    for tool in listed:
        assert tool["title"] and tool["description"], tool["name"]
        # The other two mean something for tools that change something only.
        hints = ("readOnlyHint", "openWorldHint") if tool["annotations"]["readOnlyHint"] else HINTS
        assert all(isinstance(tool["annotations"][hint], bool) for hint in hints), tool["name"]
        assert tool["inputSchema"]["type"] == tool["outputSchema"]["type"] == "object", tool["name"]


def types(result, expected):
    assert not result.get("isError"), f"an error: {result['content']}"
    assert any(block["type"] == "text" and block["text"] for block in result["content"]), "no text"
    for path, name in expected.items():
        value = at(result["structuredContent"], path)
        numeric_flag = isinstance(value, bool) and name != "boolean"
        assert isinstance(value, TYPES[name]) and not numeric_flag, f"{path} is {value!r}, not a {name}"


def at(value, path):
    for word in path.split("."):
        value = value[int(word)] if isinstance(value, list) else value[word]
    return value


def progress(events, ended):
    """`events` are (when, done, total) as they arrived; `ended` is when the result did."""
    wanted = EXPECTED["progress"]["steps"]
    done = [step for _, step, _ in events]
    assert done == sorted(set(done)) and done[-1] == wanted, f"steps {done}"
    assert all(total == wanted for _, _, total in events), f"{events}"
    assert ended - events[0][0] > 1, "the progress came all at once with the result"


def error(result):
    assert result.get("isError") is True, f"no error: {result}"
    assert any(block["type"] == "text" and "no-such-router" in block["text"] for block in result["content"]), f"{result}"
    report = result["structuredContent"]
    assert report["kind"] == EXPECTED["error"]["kind"], f"{report}"
    assert isinstance(report["message"], str) and isinstance(report["hints"], list), f"{report}"
    assert report["retryable"] is False, f"{report}"
