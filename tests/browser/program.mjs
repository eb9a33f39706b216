// Starts the program that the tests are about: the demonstration, or an installation on PostgreSQL
// as a centre runs it.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** How long anything may take that a person would wait for. */
export const PATIENCE = 30_000;
const DEMO_PASSWORD = "demo-only";
/** Everybody's password in house.csv. */
const HOUSE_PASSWORD = "invented for a test";

const run = promisify(execFile);
const beside = (path) => fileURLToPath(new URL(path, import.meta.url));

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function isReady(address) {
  try {
    return (await fetch(`${address}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** Starts the program and waits until it is ready. */
async function start(words, port, environment = {}) {
  let output = "";
  const server = spawn(process.env.GAVEL_BIN, words, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  for (const stream of [server.stdout, server.stderr]) {
    stream.on("data", (piece) => { output = (output + piece).slice(-20_000); });
  }
  const stop = async () => {
    if (server.exitCode !== null) return;
    server.kill("SIGTERM");
    await once(server, "exit");
  };
  const address = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + PATIENCE;
  while (!(await isReady(address))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`the program did not start:\n${output}`);
    }
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  return { address, stop };
}

/** The demonstration, with the sample lots or with those of a script beside this file. */
export function demo(script = null) {
  return async () => {
    const port = await freePort();
    const chosen = script ? ["--script", beside(script)] : [];
    const started = await start(["demo", "--port", String(port), ...chosen], port);
    return { ...started, password: DEMO_PASSWORD };
  };
}

/** The server of `tests/run`, or one of this process' own, which ends when it does. */
async function postgres() {
  const given = process.env.GAVEL_TEST_POSTGRES;
  if (given) return { url: given, end: async () => {} };
  const server = spawn(beside("../postgres"), { stdio: ["pipe", "pipe", "inherit"] });
  for await (const url of createInterface({ input: server.stdout })) {
    const end = async () => {
      server.stdin.end();
      await once(server, "exit");
    };
    return { url, end };
  }
  throw new Error("PostgreSQL did not start");
}

/** An installation on PostgreSQL: an administrator, everybody of house.csv, and nothing else. */
export async function installation() {
  const { url, end } = await postgres();
  const folder = await mkdtemp(`${tmpdir()}/gavel-browser-`);
  const made = await run(beside("../postgres"), ["create", url]);
  const database = made.stdout.trim();
  const port = await freePort();
  const environment = {
    GAVEL_DIR: `${folder}/data`,
    GAVEL_DATABASE: database,
    GAVEL_LISTEN: `127.0.0.1:${port}`,
    GAVEL_DRAIN: "0s",
  };
  const admin = async (words, input) => {
    const running = run(process.env.GAVEL_BIN, ["admin", ...words], {
      env: { ...process.env, ...environment },
    });
    running.child.stdin.end(input);
    await running;
  };
  const whose = ["--legal-name", "杜管理", "--identity", "350102198212120050"];
  await admin(["create", "admin1", ...whose], `${HOUSE_PASSWORD}\n`);
  await admin(["import-accounts", beside("house.csv")], "");
  const started = await start(["serve"], port, environment);
  const stop = async () => {
    await started.stop();
    await run(beside("../postgres"), ["drop", database]);
    await end();
    await rm(folder, { recursive: true });
  };
  return { ...started, stop, password: HOUSE_PASSWORD };
}
