// A newcomer's first five minutes with the demonstration, as docs/ shows them in pictures: the
// hall, the log-in, a bid, his applications, and the letter that a sale ends with.
// GAVEL_PICTURES=write takes the pictures anew; otherwise the same steps are walked and the
// pictures must be there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { LANGUAGES, PATIENCE, exchange, leastBid, yuan } from "./exchange.mjs";
import { arrive, look, press } from "./person.mjs";

const running = exchange();

const WIDTH = 1200;
/** The pictures in their order, and how high each is. */
const HEIGHTS = { hall: 780, "log-in": 620, bid: 780, applications: 620, letter: 1060 };
const PICTURES = Object.keys(HEIGHTS);
const SIZE_MAX = 200 * 1024;
const SIZE_SUM_MAX = 1024 * 1024;
/** Which of the two descriptions of the project shows the pictures in which language. */
const README = { en: "README.md", "zh-CN": "README.zh-CN.md" };

const root = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

function pathOf(name, language) {
  return `docs/first-${PICTURES.indexOf(name) + 1}-${name}.${language}.png`;
}

async function take({ page, how }, name) {
  if (process.env.GAVEL_PICTURES !== "write") return;
  await page.setViewportSize({ width: WIDTH, height: HEIGHTS[name] });
  await page.screenshot({ path: root(pathOf(name, how.language)), animations: "disabled" });
}

/** Signs in as a newcomer does: by the link, a name of the list and the password beside it. */
async function signInByHand(person, name, isShown) {
  const { page } = person;
  await press(person, page.locator('nav a[href^="/session"]'));
  await page.selectOption("#name", name);
  const hint = await page.innerText(".notice.plain");
  await page.fill("#password", hint.match(/[a-z]+-[a-z]+/)[0]);
  if (isShown) await take(person, "log-in");
  await press(person, page.locator("main button[type=submit]"));
}

/** Bids on the lot that is open, until a bid stands: others bid too. */
async function bid({ page }) {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const leads = page.locator('[data-field="yours"]');
    await leads.waitFor({ state: "hidden", timeout: 2 * PATIENCE });
    const { least, step } = await leastBid(page);
    await page.fill("#amount", yuan(least + 3 * step));
    await page.click("#bid-form button.primary");
    await page.waitForSelector("#confirm[open]");
    await page.click("#confirm-place");
    await page.waitForSelector("#outcome .good, #amount-error:not(:empty)");
    if (await page.locator("#outcome .good").count()) return;
  }
  assert.fail("no bid was accepted");
}

for (const language of LANGUAGES) {
  test(`a newcomer's first five minutes in ${language}`, async () => {
    const person = await arrive(running, { width: WIDTH, language, script: true });
    const { context, page, faults } = person;
    await page.goto("/");
    await look(person);
    await take(person, "hall");
    await signInByHand(person, "bidder1", true);
    await press(person, page.locator('#lots a[href="/lots/1"]'));
    await bid(person);
    await page.locator("#history tr.yours").first().waitFor();
    await page.evaluate(() => window.scrollTo(0, 0));
    await take(person, "bid");
    await press(person, page.locator('nav a[href="/applications"]'));
    assert.ok((await page.locator("#applications li").count()) > 0);
    await take(person, "applications");

    // Somebody else has bought a lot before, and shows his letter.
    await press(person, page.locator(".sign-out button"));
    await signInByHand(person, "bidder2", false);
    await press(person, page.locator('nav a[href="/applications"]'));
    await press(person, page.locator('#applications a[href$="/letter"]').first());
    assert.equal(await page.locator(".paper-check svg").count(), 1);
    await take(person, "letter");
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("the pictures are there, small, and shown", () => {
  let sum = 0;
  for (const language of LANGUAGES) {
    const readme = readFileSync(root(README[language]), "utf8");
    for (const name of PICTURES) {
      const path = pathOf(name, language);
      const picture = readFileSync(root(path));
      assert.equal(picture.readUInt32BE(16), WIDTH, `the width of ${path}`);
      assert.ok(picture.length < SIZE_MAX, `${path} has ${picture.length} bytes`);
      sum += picture.length;
      assert.ok(readme.includes(`](${path})`), `${README[language]} shows ${path}`);
    }
  }
  assert.ok(sum < SIZE_SUM_MAX, `${sum} bytes`);
});
