// What the tool list costs a model: tokens.mjs BINARY. Counts the result of tools/list in o200k_base and fails at LIMIT.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const LIMIT = 12_000;

const { countTokens } = createRequire(new URL('../tests/clients/package.json', import.meta.url))(
  'gpt-tokenizer/encoding/o200k_base',
);

const server = spawn(process.argv[2], ['serve', '--transport', 'stdio', '--lab', '1'], {
  stdio: ['pipe', 'pipe', 'ignore'],
});
const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();

function send(message) {
  server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

async function request(id, method, params) {
  send({ id, method, params });
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the server ended before it answered ${method}`);
    const message = JSON.parse(value);
    if (message.id === id && message.error) throw new Error(JSON.stringify(message.error));
    if (message.id === id) return message.result;
  }
}

await request(1, 'initialize', {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'tokens', version: '1' },
});
send({ method: 'notifications/initialized' });
const result = await request(2, 'tools/list', {});
server.stdin.end();
await once(server, 'exit');

const cost = (value) => countTokens(JSON.stringify(value));
for (const tool of result.tools) {
  const parts = [cost(tool), cost(tool.description), cost(tool.inputSchema), cost(tool.outputSchema)];
  console.log(tool.name.padEnd(20), parts.map((tokens) => String(tokens).padStart(6)).join(' '));
}
console.log(''.padEnd(20), '  all  description  input  output');
const total = cost(result);
console.log(`${result.tools.length} tools, ${total} tokens, limit ${LIMIT}`);
process.exitCode = total < LIMIT ? 0 : 1;
