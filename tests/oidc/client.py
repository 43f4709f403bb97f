"""The Python SDK's own OAuth client, without a browser: client.py URL. It is told the server's address and nothing else.

Prints the tools it may call and what device_list answers, as JSON.
"""

import asyncio
import json
import sys
from urllib.parse import parse_qs, urljoin, urlparse

import httpx
from mcp import ClientSession
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamablehttp_client
from mcp.shared.auth import OAuthClientMetadata

CALLBACK = "http://127.0.0.1:9/callback"


class InMemory:
    tokens = client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class Browser:
    """Follows the redirects of the sign-in as far as the callback."""

    async def visit(self, url):
        self.visited = url
        async with httpx.AsyncClient() as client:
            for _ in range(20):
                answer = await client.get(url)
                url = urljoin(url, answer.headers["location"])
                if url.startswith(CALLBACK):
                    self.callback = parse_qs(urlparse(url).query)
                    return
        raise AssertionError(f"the sign-in leads nowhere: {url}")

    async def code(self):
        return self.callback["code"][0], self.callback["state"][0]


async def main(url):
    browser, storage = Browser(), InMemory()
    metadata = OAuthClientMetadata(
        client_name="check", redirect_uris=[CALLBACK], grant_types=["authorization_code"], response_types=["code"]
    )
    login = OAuthClientProvider(url, metadata, storage, redirect_handler=browser.visit, callback_handler=browser.code)
    async with streamablehttp_client(url, auth=login) as (read, write, _), ClientSession(read, write) as session:
        await session.initialize()
        tools = [tool.name for tool in (await session.list_tools()).tools]
        devices = await session.call_tool("device_list", {})
    asked = parse_qs(urlparse(browser.visited).query)
    print(
        json.dumps(
            {
                "tools": tools,
                "devices": devices.structuredContent,
                "resource": asked["resource"][0],
                "scope": asked["scope"][0],
                "pkce": asked["code_challenge_method"][0],
                "token": storage.tokens.access_token,
            }
        )
    )


asyncio.run(main(sys.argv[1]))
