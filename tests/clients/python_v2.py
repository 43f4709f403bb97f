"""The Python SDK, second generation: python_v2.py auto|legacy stdio COMMAND… | http URL."""

import asyncio
import sys
import time

import checks
from checks import EXPECTED
from mcp import Client, StdioServerParameters


def server(transport, *target):
    if transport == "http":
        return target[0]
    return StdioServerParameters(command=target[0], args=list(target[1:]), env=checks.server_environment())


async def call(client, wanted, **options):
    return checks.wire(await client.call_tool(wanted["tool"], wanted["arguments"], **options))


async def watch_progress(client):
    events = []

    async def arrived(done, total, _message):
        events.append((time.monotonic(), done, total))

    wanted = EXPECTED["progress"]
    checks.types(await call(client, wanted, progress_callback=arrived), wanted["types"])
    checks.progress(events, time.monotonic())


async def cancel(client):
    enough, wanted = asyncio.Event(), EXPECTED["cancel"]

    async def arrived(done, _total, _message):
        if done >= wanted["after_steps"]:
            enough.set()

    running = asyncio.create_task(call(client, wanted, progress_callback=arrived))
    await asyncio.wait_for(enough.wait(), 30)
    running.cancel()
    try:
        await running
    except asyncio.CancelledError:
        return
    raise AssertionError("a cancelled call answered")


async def follow(client):
    """The stateless revision's way; the older one's is tried with the first generation."""
    async with client.listen(resource_subscriptions=[EXPECTED["follow"]]) as news:
        checks.types(await call(client, EXPECTED["calls"][0]), EXPECTED["calls"][0]["types"])
        event = await asyncio.wait_for(anext(aiter(news)), 30)
        assert EXPECTED["follow"] in str(event), event
    contents = (await client.read_resource(EXPECTED["follow"])).contents
    assert contents[0].mime_type == "application/json", contents


async def main():
    mode, *target = sys.argv[1:]
    async with Client(server(*target), mode=mode) as client:
        assert client.protocol_version == EXPECTED["protocol"][mode], client.protocol_version
        listed = checks.wire(await client.list_tools())["tools"]
        checks.tools(listed)
        for wanted in EXPECTED["calls"]:
            checks.types(await call(client, wanted), wanted["types"])
        await watch_progress(client)
        checks.error(await call(client, EXPECTED["error"]))
        await cancel(client)
        checks.types(await call(client, EXPECTED["calls"][0]), EXPECTED["calls"][0]["types"])
        if mode == "auto":
            await follow(client)
        print(f"{client.protocol_version}, {len(listed)} tools")


asyncio.run(main())
