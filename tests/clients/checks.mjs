// What every TypeScript client must see; the expectations themselves are in expectations.json.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export const expected = JSON.parse(readFileSync(new URL('expectations.json', import.meta.url), 'utf8'));

const HINTS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'];

const TYPES = {
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  number: Number.isFinite,
  string: (value) => typeof value === 'string',
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

export function tools(listed) {
  const names = listed.map((tool) => tool.name);
  assert(names.length >= expected.tools.at_least, `only ${names.length} tools`);
  assert.equal(new Set(names).size, names.length, 'a doubled name');
  for (const name of expected.tools.among) assert(names.includes(name), `${name} is missing`);
  for (const tool of listed) {
    assert(tool.title && tool.description, tool.name);
    // The other two mean something for tools that change something only.
    const hints = tool.annotations.readOnlyHint ? ['readOnlyHint', 'openWorldHint'] : HINTS;
    for (const hint of hints) assert.equal(typeof tool.annotations[hint], 'boolean', `${tool.name} ${hint}`);
    assert.equal(tool.inputSchema.type, 'object', tool.name);
    assert.equal(tool.outputSchema.type, 'object', tool.name);
  }
}

export function types(result, wanted) {
  assert(!result.isError, `an error: ${JSON.stringify(result.content)}`);
  assert(result.content.some((block) => block.type === 'text' && block.text), 'no text');
  for (const [path, name] of Object.entries(wanted)) {
    const value = path.split('.').reduce((inner, word) => inner[word], result.structuredContent);
    assert(TYPES[name](value), `${path} is ${JSON.stringify(value)}, not a ${name}`);
  }
}

// `events` are {at, progress, total} as they arrived; `ended` is when the result did.
export function progress(events, ended) {
  const { steps } = expected.progress;
  events.forEach((event, index) => {
    assert.equal(event.total, steps);
    assert(index === 0 || event.progress > events[index - 1].progress, 'progress must increase');
  });
  assert.equal(events.at(-1)?.progress, steps);
  assert(ended - events[0].at > 1000, 'the progress came all at once with the result');
}

export function error(result) {
  assert.equal(result.isError, true, `no error: ${JSON.stringify(result)}`);
  assert(result.content.some((block) => block.type === 'text' && block.text.includes('no-such-router')));
  const report = result.structuredContent;
  assert.equal(report.kind, expected.error.kind);
  assert.equal(typeof report.message, 'string');
  assert(Array.isArray(report.hints));
  assert.equal(report.retryable, false);
}

// Everything that a client does. `call(wanted, options)` is the SDK's way to call a tool.
export async function everything({ list, call }) {
  const listed = await list();
  tools(listed);
  for (const wanted of expected.calls) types(await call(wanted), wanted.types);
  await watchProgress(call);
  error(await call(expected.error));
  await cancel(call);
  types(await call(expected.calls[0]), expected.calls[0].types);
  return listed.length;
}

async function watchProgress(call) {
  const events = [];
  const onprogress = ({ progress, total }) => events.push({ at: Date.now(), progress, total });
  types(await call(expected.progress, { onprogress }), expected.progress.types);
  progress(events, Date.now());
}

async function cancel(call) {
  const stop = new AbortController();
  const onprogress = ({ progress }) => progress >= expected.cancel.after_steps && stop.abort('seen enough');
  await assert.rejects(call(expected.cancel, { onprogress, signal: stop.signal }));
  assert(stop.signal.aborted, 'the call failed before it was cancelled');
}
