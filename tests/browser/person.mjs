// Somebody at a browser of his own, and what he does with pages and their forms.

import assert from "node:assert/strict";

import { barriers, signIn, visit } from "./exchange.mjs";

/** A phrase's key that stands on a page in place of the phrase. */
const KEY = new RegExp(
  `\\b(?:${[
    "act", "application", "certificate", "fact", "fault", "field", "form", "letter", "listing",
    "paper", "phase", "problem", "purpose", "rule", "section", "settlement", "state", "told",
    "transfer", "visibility",
  ].join("|")})-[a-z-]+\\b`,
);

/** A page of a lot has drawn itself anew, as it does when the lot's state changes. */
const REDRAWN = /context was destroyed|interrupted by another navigation|net::ERR_ABORTED/;
const REDRAWN_MAX = 20;
const REDRAWN_PAUSE = 300;
/** The kinds of pages that were searched for barriers, by the role of who looked. */
const searched = new Set();

/** Comes to the exchange, and signs in under a name if he has one. */
export async function arrive(running, how, name = null) {
  const person = { name, how, ...(await visit(running, how)) };
  if (name) await signIn(running, person.page, name);
  return person;
}

/** Does something once more where a page drew itself anew meanwhile. */
async function despiteRedraw(attempt) {
  for (let redrawn = 0; ; redrawn += 1) {
    try {
      const done = await attempt();
      // So answers a visit that the page's own took the place of.
      if (done !== null) return done;
      assert.ok(redrawn < REDRAWN_MAX, "a page draws itself anew for ever");
    } catch (error) {
      if (redrawn === REDRAWN_MAX || !REDRAWN.test(String(error))) throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, REDRAWN_PAUSE); });
  }
}

/** Opens a page that is there. */
export async function open(person, path) {
  assert.equal(await statusOf(person, path), 200, `${person.name} ${path}`);
}

/** The status under which somebody gets an address; a page is whole all the same. */
export async function statusOf(person, path) {
  const response = await despiteRedraw(() => person.page.goto(path));
  await look(person);
  return response.status();
}

/**
 * Looks whether the present page is whole: in one language, with one heading, not wider than its
 * window. What stands in the way of people is looked for once a kind of page, since it takes long.
 */
export async function look(person) {
  await despiteRedraw(() => lookOnce(person));
}

async function lookOnce({ name, how, page }) {
  const { pathname } = new URL(page.url());
  const where = `${name} ${pathname} at ${how.width} px`;
  const seen = await page.evaluate(() => ({
    language: document.documentElement.lang,
    headings: document.querySelectorAll("h1").length,
    text: document.body.innerText,
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    isRefused: document.querySelector('[aria-invalid="true"]') !== null,
  }));
  assert.equal(seen.language, how.language, where);
  assert.equal(seen.headings, 1, where);
  assert.equal(seen.text.match(KEY), null, `${where} shows a key`);
  assert.ok(seen.overflow <= 0, `${where} is wider than its window`);
  const role = name?.replace(/\d+$/, "");
  const kind = `${role} ${pathname.replaceAll(/\d+|[0-9a-f]{24}[A-Z]/g, "…")} ${seen.isRefused}`;
  if (!how.script || searched.has(kind)) return;
  searched.add(kind);
  const found = await barriers(page).catch((error) => {
    searched.delete(kind);
    throw error;
  });
  assert.deepEqual(found, [], where);
}

/** Presses what leads to another page, and looks at that. */
export async function press(person, locator) {
  const loaded = person.page.waitForEvent("load");
  await locator.click();
  await loaded;
  await look(person);
}

/** Sends a form. */
export async function send(person, form) {
  await press(person, person.page.locator(`form#${form} button[type=submit]`));
}

/** Sends a form that is taken; the page that comes next tells of it once, with a receipt. */
export async function done(person, form) {
  const { page } = person;
  await send(person, form);
  const wrong = await page.locator(".notice.bad, .error:not(:empty)").allInnerTexts();
  assert.deepEqual(wrong, [], `${person.name} ${form}`);
  const told = await page.locator(".notice.good").innerText();
  assert.match(told, /\d/, "a receipt");
  return told;
}

/**
 * Sends a form that is refused: what is wrong stands beside these fields and no others, or above
 * the form where it is about none.
 */
export async function refused(person, form, ...fields) {
  const { page } = person;
  await send(person, form);
  assert.equal(await page.locator(".notice.good").count(), 0, `${form} is taken`);
  const errors = page.locator(`form#${form} .error:not(:empty)`);
  const wrong = await errors.evaluateAll((found) => found.map(({ id }) => id));
  assert.deepEqual(wrong.sort(), fields.map((field) => `${form}-${field}-error`).sort());
  for (const field of fields) {
    const place = page.locator(`#${form}-${field}`);
    assert.equal(await place.getAttribute("aria-invalid"), "true", field);
    const described = await place.getAttribute("aria-describedby");
    assert.ok(described.split(" ").includes(`${form}-${field}-error`), field);
  }
  const above = await page.locator(`form#${form} .notice.bad`).count();
  assert.equal(above, fields.length > 0 ? 0 : 1, `${form}: above the form`);
}

/** Fills fields of a form by their names, past what a browser itself would hold back. */
export async function fill({ page }, form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`#${form}-${name}`);
    const kind = await field.evaluate((element) => {
      element.removeAttribute("maxlength");
      return element.type === "file" ? "file" : element.tagName;
    });
    if (kind === "file") await field.setInputFiles(value);
    else if (kind === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
}

/** A PDF, told from others by what stands in it. */
export const pdf = (name, text) => ({
  name,
  mimeType: "application/pdf",
  buffer: Buffer.from(`%PDF-1.4\n% ${text}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF`),
});

/** What no form takes as a document, whatever it is called. */
export const text = (name) => ({
  name,
  mimeType: "application/pdf",
  buffer: Buffer.from("no more than a text"),
});
