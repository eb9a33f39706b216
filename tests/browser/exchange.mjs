// A program and a browser for a file's tests, and what every page is asked.

import { after, before } from "node:test";

import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";

import { PATIENCE, demo } from "./program.mjs";

export { PATIENCE };
/** The widths that every page is looked at in. */
export const WIDTHS = [360, 1440];
export const LANGUAGES = ["zh-CN", "en"];

/** The one browser of a file's tests. */
let browser = null;

after(() => browser?.close());

/** A program, started before a file's tests and stopped after them, and the browser. */
export function exchange(start = demo()) {
  const running = { address: "", password: "", browser: null };
  let stop = null;
  before(async () => {
    const started = await start();
    stop = started.stop;
    running.address = started.address;
    running.password = started.password;
    browser ??= await chromium.launch({
      executablePath: process.env.CHROMIUM,
      args: ["--no-sandbox", "--disable-background-networking"],
    });
    running.browser = browser;
  });
  after(() => stop?.());
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

/** Signs in by the log-in page, as a person does; only a demonstration offers the names. */
export async function signIn(running, page, name, next = "/") {
  await page.goto(`/session?next=${next}`);
  if (await page.locator("select#name").count()) await page.selectOption("#name", name);
  else await page.fill("#name", name);
  await page.fill("#password", running.password);
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
export function yuan(amount) {
  return `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, "0")}`;
}

/**
 * Opens lot 1 as a bidder who may bid and does not lead, and gives what he would have to bid.
 * Whoever leads may not outbid himself, so that the next bidder is tried.
 */
export async function openAsChallenger(running, page) {
  for (const name of ["bidder1", "bidder2", "bidder3", "bidder4", "bidder5", "bidder6"]) {
    await page.context().clearCookies({ name: "gavel_session" });
    await signIn(running, page, name, "/lots/1");
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
