// Every page at both widths, in both languages, with and without script.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LANGUAGES, WIDTHS, barriers, exchange, overflow, signIn, visit } from "./exchange.mjs";

const running = exchange();

const PAGES = [
  { path: "/", name: null },
  { path: "/?state=free-bidding", name: null },
  { path: "/session", name: null },
  { path: "/nothing", name: null },
  { path: "/lots/1", name: null },
  { path: "/lots/1", name: "bidder1" },
  { path: "/desk", name: "clerk1" },
  { path: "/desk", name: "reviewer1" },
];

for (const language of LANGUAGES) {
  for (const width of WIDTHS) {
    for (const script of [true, false]) {
      const how = `${width} px, ${language}, ${script ? "with" : "without"} script`;
      test(`every page is whole at ${how}`, async () => {
        const { context, page, faults } = await visit(running, { width, language, script });
        let signedIn = null;
        for (const { path, name } of PAGES) {
          if (name !== signedIn && name) {
            await context.clearCookies({ name: "gavel_session" });
            await signIn(running, page, name);
          }
          signedIn = name;
          await page.goto(path);
          assert.equal(await page.getAttribute("html", "lang"), language, path);
          assert.equal(await page.locator("h1").count(), 1, path);
          const text = await page.locator("body").innerText();
          const unsaid = text.match(/\b(?:problem|state|phase|rule|act)-[a-z-]+\b/);
          assert.equal(unsaid, null, `${path} shows a key`);
          assert.ok((await overflow(page)) <= 0, `${path} is wider than ${width} px`);
          if (script) assert.deepEqual(await barriers(page), [], path);
        }
        assert.deepEqual(faults, []);
        await context.close();
      });
    }
  }
}

test("every lot has a whole page", async () => {
  const { context, page, faults } = await visit(running, { width: 360 });
  const { lots } = await (await fetch(`${running.address}/api/v1/lots?limit=200`)).json();
  assert.ok(lots.length >= 6, "the hall is full");
  for (const { lot, title } of lots) {
    await page.goto(`/lots/${lot}`);
    assert.equal(await page.locator("h1").innerText(), title);
    assert.ok((await overflow(page)) <= 0, `lot ${lot} is wider than its window`);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("the chosen language stays, and the keyboard reaches the lots", async () => {
  const { context, page } = await visit(running);
  await page.goto("/");
  await page.click('a[hreflang="en"]');
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await page.goto("/");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(":focus").getAttribute("class"), "skip");
  await page.keyboard.press("Enter");
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press("Tab");
    const href = await page.locator(":focus").getAttribute("href");
    if (href?.startsWith("/lots/")) {
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/lots\/\d+$/);
      await context.close();
      return;
    }
  }
  assert.fail("no lot within eight presses behind the skip link");
});
