"""The Python SDK, first generation: python_v1.py stdio COMMAND… | http URL | sse URL."""

import asyncio
import sys
import time

import checks
import mcp.types as types
from checks import EXPECTED
from mcp import ClientSession, StdioServerParameters
from mcp.client.sse import sse_client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client


def connection(transport, *target):
    if transport == "http":
        return streamable_http_client(target[0])
    if transport == "sse":
        return sse_client(target[0])
    server = StdioServerParameters(command=target[0], args=list(target[1:]), env=checks.server_environment())
    return stdio_client(server)


async def call(session, wanted, **options):
    return checks.wire(await session.call_tool(wanted["tool"], wanted["arguments"], **options))


async def watch_progress(session):
    events = []

    async def arrived(done, total, _message):
        events.append((time.monotonic(), done, total))

    wanted = EXPECTED["progress"]
    checks.types(await call(session, wanted, progress_callback=arrived), wanted["types"])
    checks.progress(events, time.monotonic())


async def cancel(session):
    """This SDK has no call for it: the notification is sent by hand, with the number that the next request gets."""
    enough, wanted = asyncio.Event(), EXPECTED["cancel"]

    async def arrived(done, _total, _message):
        if done >= wanted["after_steps"]:
            enough.set()

    number = session._request_id
    running = asyncio.create_task(call(session, wanted, progress_callback=arrived))
    await asyncio.wait_for(enough.wait(), 30)
    params = types.CancelledNotificationParams(requestId=number, reason="the test has seen enough")
    await session.send_notification(types.ClientNotification(types.CancelledNotification(params=params)))
    done, _ = await asyncio.wait([running], timeout=2)
    assert not done or running.exception(), "a cancelled call answered"
    running.cancel()


class News:
    """Hears of the followed resource."""

    def __init__(self):
        self.heard = asyncio.Event()

    async def take(self, message):
        notification = getattr(message, "root", None)
        if isinstance(notification, types.ResourceUpdatedNotification):
            assert str(notification.params.uri) == EXPECTED["follow"]
            self.heard.set()


async def follow(session, news):
    await session.subscribe_resource(EXPECTED["follow"])
    checks.types(await call(session, EXPECTED["calls"][0]), EXPECTED["calls"][0]["types"])
    await asyncio.wait_for(news.heard.wait(), 30)
    assert (await session.read_resource(EXPECTED["follow"])).contents[0].mimeType == "application/json"
    await session.unsubscribe_resource(EXPECTED["follow"])


async def main():
    news = News()
    async with (
        connection(*sys.argv[1:]) as streams,
        ClientSession(*streams[:2], message_handler=news.take) as session,
    ):
        protocol = (await session.initialize()).protocolVersion
        assert protocol == EXPECTED["protocol"]["legacy"], protocol
        listed = checks.wire(await session.list_tools())["tools"]
        checks.tools(listed)
        for wanted in EXPECTED["calls"]:
            checks.types(await call(session, wanted), wanted["types"])
        await watch_progress(session)
        checks.error(await call(session, EXPECTED["error"]))
        await cancel(session)
        checks.types(await call(session, EXPECTED["calls"][0]), EXPECTED["calls"][0]["types"])
        await follow(session, news)
        print(f"{protocol}, {len(listed)} tools")


asyncio.run(main())
