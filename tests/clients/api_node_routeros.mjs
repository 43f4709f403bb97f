// The library node-routeros against a simulated router: api_node_routeros.mjs, the router's JSON line on stdin.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import routeros from "node-routeros";

const router = JSON.parse(readFileSync(0, "utf8").split("\n", 1)[0]);

function connection(options) {
  const { address: host, username: user, password } = router;
  return new routeros.RouterOSAPI({ host, user, password, timeout: 20, ...options }).connect();
}

async function reads(api) {
  const [resource] = await api.write("/system/resource/print");
  assert.equal(resource.version, router.version);
  const ethers = await api.write("/interface/print", ["?type=ether", "=.proplist=name,type"]);
  assert.ok(ethers.length > 0);
  for (const row of ethers) assert.deepEqual([Object.keys(row).sort().join(), row.type], ["name,type", "ether"]);
}

async function writes(api) {
  const [{ ret }] = await api.write("/ip/pool/add", ["=name=clients", "=ranges=192.0.2.10-192.0.2.20"]);
  assert.match(ret, /^\*[0-9A-F]+$/);
  await api.write("/ip/pool/set", [`=.id=${ret}`, "=comment=a test"]);
  const [row] = await api.write("/ip/pool/print", [`?.id=${ret}`]);
  assert.equal(row.comment, "a test");
  await api.write("/ip/pool/remove", [`=.id=${ret}`]);
  await assert.rejects(api.write("/ip/pool/remove", [`=.id=${ret}`]), /no such item/);
}

// Rows come while they change, and nothing comes after the stop.
async function listens(api) {
  const heard = [];
  const stream = api.stream(["/ip/pool/listen"], (error, row) => heard.push(error ?? row));
  const [{ ret }] = await api.write("/ip/pool/add", ["=name=heard", "=ranges=192.0.2.30"]);
  await until(() => heard.length === 1);
  assert.deepEqual([heard[0][".id"], heard[0].name], [ret, "heard"]);
  await api.write("/ip/pool/remove", [`=.id=${ret}`]);
  await until(() => heard.length === 2);
  assert.deepEqual(heard[1], { ".id": ret, ".dead": "true" });
  await stream.stop();
}

async function until(done) {
  for (let n = 0; n < 500 && !done(); n++) await wait(20);
  assert.ok(done(), "what should have been heard never came");
}

for (const options of [{ port: router.api_port }, { port: router.api_tls_port, tls: { rejectUnauthorized: false } }]) {
  const api = await connection(options);
  await reads(api);
  await writes(api);
  await listens(api);
  await api.close();
}
await assert.rejects(connection({ port: router.api_port, password: "wrong" }), /invalid user name or password|CANTLOGIN|username or password/i);
console.log(`node-routeros, RouterOS ${router.version}`);
