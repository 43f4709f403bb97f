"""A client that opens addresses for its user, the Python SDK's second generation: asked.py auto|legacy URL TOKEN PAGE PLAN DIGEST.

Applies a plan that waits for an approval, and must be asked once to open the plan's page.
"""

import asyncio
import sys

import httpx2
from mcp import Client, types
from mcp.client.streamable_http import streamable_http_client


async def main():
    mode, url, token, page, plan, digest = sys.argv[1:]
    asked = []

    async def open_page(_context, params):
        asked.append((params.mode, params.url))
        return types.ElicitResult(action="accept")

    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http:
        transport = streamable_http_client(url, http_client=http)
        async with Client(transport, mode=mode, elicitation_callback=open_page) as client:
            result = await client.call_tool("plan_apply", {"plan_id": plan, "digest": digest})
    content = result.structured_content
    assert asked == [("url", page)], asked
    assert content["status"] == "pending", content
    assert page in content["next"][0], content
    print(f"asked to open {page.rsplit('/', 2)[1]}/…")


asyncio.run(main())
