// Starts the demonstration and a browser for it; every test file has its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, before } from "node:test";

import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";

const PASSWORD = "demo-only";
/** How long anything may take that a person would wait for. */
export const PATIENCE = 30_000;

/** The widths that every page is looked at in. */
export const WIDTHS = [360, 1440];
export const LANGUAGES = ["zh-CN", "en"];

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

/** The demonstration and a browser, started before a file's tests and stopped after them. */
export function exchange() {
  const running = { address: "", browser: null };
  let server;
  let output = "";
  before(async () => {
    const port = await freePort();
    running.address = `http://127.0.0.1:${port}`;
    server = spawn(process.env.GAVEL_BIN, ["demo", "--port", String(port)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [server.stdout, server.stderr]) {
      stream.on("data", (piece) => { output = (output + piece).slice(-20_000); });
    }
    const deadline = Date.now() + PATIENCE;
    while (!(await isReady(running.address))) {
      if (server.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the demonstration did not start:\n${output}`);
      }
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    running.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM,
      args: ["--no-sandbox", "--disable-background-networking"],
    });
  });
  after(async () => {
    await running.browser?.close();
    if (server && server.exitCode === null) {
      server.kill("SIGTERM");
      await once(server, "exit");
    }
  });
  return running;
}

/**
 * A page of a new visitor. `faults` gathers what a page must not do: errors in its console, files
 * from elsewhere. What a server refuses is logged by the browser itself and is none.
 */
export async function visit(running, { width = 1440, language = "zh-CN", script = true } = {}) {
  const context = await running.browser.newContext({
    baseURL: running.address,
    viewport: { width, height: 900 },
    locale: language,
    javaScriptEnabled: script,
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    const isRefusal = message.text().startsWith("Failed to load resource: the server responded");
    if (message.type() === "error" && !isRefusal) faults.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(running.address)) faults.push(`from elsewhere: ${request.url()}`);
  });
  return { context, page, faults };
}

/** Signs in by the log-in page, as a person does. */
export async function signIn(page, name, next = "/") {
  await page.goto(`/session?next=${next}`);
  await page.selectOption("#name", name);
  await page.fill("#password", PASSWORD);
  await page.click("main button[type=submit]");
  await page.waitForURL((url) => url.pathname === next);
}

/** By how many pixels a page is wider than its window. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** What stands in the way of people who read or move otherwise. */
export async function barriers(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

/** "1,050,000.00" in fen. */
export const fen = (text) => Number(text.trim().replaceAll(",", "").replace(".", ""));

/** Fen as somebody types yuan. */
export const yuan = (amount) => `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, "0")}`;

/**
 * Opens lot 1 as a bidder who may bid and does not lead, and gives what he would have to bid.
 * Whoever leads may not outbid himself, so that the next bidder is tried.
 */
export async function openAsChallenger(page) {
  for (const name of ["bidder1", "bidder2", "bidder3", "bidder4", "bidder5", "bidder6"]) {
    await page.context().clearCookies({ name: "gavel_session" });
    await signIn(page, name, "/lots/1");
    const mayBid = await page.locator("#bid-form").count();
    const leads = await page.locator('[data-field="yours"]').isVisible();
    if (mayBid > 0 && !leads) return name;
  }
  throw new Error("nobody can challenge the leader of lot 1");
}

/** The least bid and the step that the page shows, in fen. */
export async function leastBid(page) {
  const [least, step] = await page.locator("#amount-hint strong").allTextContents();
  return { least: fen(least), step: fen(step) };
}
