// Worldline's official Node SDK asked for what Odoo asked for. Reads a task from standard input,
// prints what it found as JSON: see test_worldline_sdk.py.
"use strict";
const fs = require("fs");
const http = require("http");
const path = require("path");

const modules = process.argv[2];
const sdk = require(path.join(modules, "onlinepayments-sdk-nodejs"));
// Not exported by name: the class that signs every request of the SDK.
const { V1HmacAuthenticator } = require(
  path.join(modules, "onlinepayments-sdk-nodejs/lib/cjs/src/utils/authentication.js"));
const { validate } = require(path.join(modules, "jsonschema"));

// The first request that arrives is kept and answered with an empty object.
function listener() {
  return new Promise(resolve => {
    const server = http.createServer((request, response) => {
      let body = "";
      request.on("data", chunk => { body += chunk; });
      request.on("end", () => {
        server.kept = { method: request.method, path: request.url, headers: request.headers, body };
        response.writeHead(200, { "Content-Type": "application/json" });
        response.end("{}");
      });
    });
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

function client(port, task) {
  return sdk.init({ host: "127.0.0.1", scheme: "http", port, integrator: "tests",
    apiKeyId: task.key, secretApiKey: task.secret });
}

// The SDK's call of the same operation, with the same content.
function call(merchant, asked, api) {
  const body = asked.body ? JSON.parse(asked.body) : null;
  const [, , shop, , id] = asked.path.split("/");
  if (asked.path.endsWith("/cancel")) return api.payments.cancelPayment(shop, id, body);
  if (asked.method === "GET") return api.payments.getPayment(shop, id);
  return api.payments.createPayment(shop, body, { idempotence: { key: asked.idempotence } });
}

async function same(task) {
  const results = [];
  for (const asked of task.requests) {
    const server = await listener();
    await call(task.merchant, asked, client(server.address().port, task));
    server.close();
    results.push(server.kept);
  }
  return results;
}

function signatures(task) {
  return task.signed.map(one => new V1HmacAuthenticator(
    { apiKeyId: one.key, secretApiKey: one.secret, host: "x", integrator: "x" }).getSignature(
    one.method, one.contentType, one.date, one.headers, one.path));
}

function judged(task) {
  return task.bodies.map(({ schema, body }) => validate(
    JSON.parse(body || "{}"), JSON.parse(fs.readFileSync(schema, "utf8"))).errors.map(String));
}

// The SDK as the simulator's client: created, repeated, declined, asked for, cancelled.
async function driven(task) {
  const api = client(task.port, task);
  const results = [];
  for (const { body, key, then } of task.charges) {
    const context = { idempotence: { key } };
    const answer = await api.payments.createPayment("shop", body, context);
    const result = { status: answer.status, body: answer.body,
      repeated: context.idempotence.requestTimestamp || "" };
    const made = answer.body.payment || answer.body.paymentResult.payment;
    if (then === "get") result.then = (await api.payments.getPayment("shop", made.id)).body;
    if (then === "cancel") {
      result.then = (await api.payments.cancelPayment("shop", made.id, {})).body;
    }
    results.push(result);
  }
  return results;
}

const task = JSON.parse(fs.readFileSync(0, "utf8"));
Promise.resolve({ same, signatures, judged, driven }[task.what](task)).then(
  result => { process.stdout.write(JSON.stringify(result)); process.exit(0); },
  error => { console.error(error); process.exit(1); });
