// The inspector's command line: inspector.mjs stdio COMMAND… | http URL. Each request is a connection of its own.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { error, expected, tools, types } from './checks.mjs';

const program = fileURLToPath(new URL('node_modules/.bin/mcp-inspector', import.meta.url));
const [transport, command, ...args] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'inspector-'));

// The inspector would take the server's flags for its own, so a script holds them.
function target() {
  if (transport === 'http') return [command, '--transport', 'http'];
  const script = join(folder, 'server');
  const words = [command, ...args].map((word) => `'${word}'`);
  writeFileSync(script, `#!/bin/sh\nexec ${words.join(' ')}\n`, { mode: 0o700 });
  return [script];
}

const method = (...words) =>
  JSON.parse(execFileSync(program, ['--cli', ...target(), '--method', ...words], { encoding: 'utf8', timeout: 60_000 }));

function call({ tool, arguments: given }) {
  const words = Object.entries(given).flatMap(([name, value]) => [
    '--tool-arg',
    `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  ]);
  return method('tools/call', '--tool-name', tool, ...words);
}

try {
  const listed = method('tools/list').tools;
  tools(listed);
  for (const wanted of expected.calls) types(call(wanted), wanted.types);
  types(call(expected.progress), expected.progress.types);
  error(call(expected.error));
  console.log(`${listed.length} tools`);
} finally {
  rmSync(folder, { recursive: true });
}
