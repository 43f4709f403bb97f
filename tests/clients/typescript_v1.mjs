// The TypeScript SDK, first generation: typescript_v1.mjs stdio COMMAND… | http URL.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';

import { everything, expected } from './checks.mjs';

const [transport, command, ...args] = process.argv.slice(2);
const client = new Client({ name: 'rosmcp-test', version: '1.0.0' });
const connection =
  transport === 'http'
    ? new StreamableHTTPClientTransport(new URL(command))
    : new StdioClientTransport({ command, args, env: process.env });

await client.connect(connection);
const tools = await everything({
  list: async () => (await client.listTools()).tools,
  call: ({ tool, arguments: given }, options) => client.callTool({ name: tool, arguments: given }, undefined, options),
});

const heard = new Promise((resolve, reject) => {
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
    if (params.uri === expected.follow) resolve();
  });
  setTimeout(() => reject(new Error('no news of the followed resource')), 30_000).unref();
});
await client.subscribeResource({ uri: expected.follow });
await client.callTool({ name: 'device_list', arguments: {} });
await heard;
console.log(`${tools} tools`);
await client.close();
