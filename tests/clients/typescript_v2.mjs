// The TypeScript SDK, second generation: typescript_v2.mjs legacy|auto stdio COMMAND… | http URL.

import assert from 'node:assert/strict';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

import { everything, expected } from './checks.mjs';

const [mode, transport, command, ...args] = process.argv.slice(2);
const client = new Client({ name: 'rosmcp-test', version: '1.0.0' }, { versionNegotiation: { mode } });
const connection =
  transport === 'http'
    ? new StreamableHTTPClientTransport(new URL(command))
    : new StdioClientTransport({ command, args, env: process.env });

await client.connect(connection);
assert.equal(client.getNegotiatedProtocolVersion(), expected.protocol[mode]);
const tools = await everything({
  list: async () => (await client.listTools()).tools,
  call: ({ tool, arguments: given }, options) => client.callTool({ name: tool, arguments: given }, options),
});
console.log(`${client.getNegotiatedProtocolVersion()}, ${tools} tools`);
await client.close();
