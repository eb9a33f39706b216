// Watching and bidding, with and without script.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  PATIENCE, exchange, fen, leastBid, openAsChallenger, signIn, visit, yuan,
} from "./exchange.mjs";

const running = exchange();

/** Bids by the page and confirms; gives up nothing that a person sees. */
async function bid(page, amount) {
  await page.fill("#amount", amount);
  await page.click("#bid-form button.primary");
  await page.waitForSelector("#confirm[open]");
  assert.equal(fen(await page.innerText("#confirm-amount")), fen(Number(amount).toFixed(2)));
  await page.click("#confirm-place");
}

test("prices in the hall move by themselves", async () => {
  const { context, page, faults } = await visit(running);
  await page.goto("/");
  const prices = () => page.locator('#lots [data-field="price"]').allTextContents();
  const before = (await prices()).join();
  await page.waitForFunction(
    (shown) => {
      const fields = document.querySelectorAll('#lots [data-field="price"]');
      return [...fields].map((field) => field.textContent).join() !== shown;
    },
    before,
    { timeout: PATIENCE },
  );
  const timer = page.locator('#lots [data-field="timer"][data-counts="true"]').first();
  const shown = await timer.innerText();
  assert.match(shown, /\d\d:\d\d:\d\d$/);
  await page.waitForFunction(
    ([element, text]) => element.textContent !== text,
    [await timer.elementHandle(), shown],
  );
  assert.deepEqual(faults, []);
  await context.close();
});

/** The amounts of the bidder's own bids that his page shows, in fen. */
async function ownAmounts(page) {
  const cells = page.locator("#history tr.yours td.number:nth-child(3)");
  return (await cells.allInnerTexts()).map(fen);
}

/**
 * Opens lot 1 as bidder1 while somebody else leads. The program bids for the others, so that one of
 * them may lead before he has bid here; for bidder1 nobody does.
 */
async function openAsNext(page) {
  await signIn(running, page, "bidder1", "/lots/1");
  const deadline = Date.now() + 2 * PATIENCE;
  while (await page.locator('[data-field="yours"]').isVisible()) {
    assert.ok(Date.now() < deadline, "nobody outbids bidder1");
    await page.waitForTimeout(500);
    await page.reload();
  }
}

/** Keeps every price that a window shows of lot 1 from now on, as long as it is not loaded anew. */
async function keepPrices(page) {
  await page.evaluate(() => {
    const field = document.querySelector('[data-lot="1"] [data-field="price"]');
    const keep = () => window.prices.push(field.textContent);
    window.prices = [];
    new MutationObserver(keep).observe(field, { childList: true, subtree: true });
  });
}

test("a stream that is refused is said to be lost, and asked for again", async () => {
  const { context, page, faults } = await visit(running);
  const refusal = { status: 503, contentType: "application/problem+json", body: "{}" };
  await page.route("**/api/v1/live?*", (route) => route.fulfill(refusal), { times: 2 });
  await page.goto("/lots/1");
  await page.locator(".banner").waitFor();
  await keepPrices(page);
  await page.waitForFunction(() => window.prices.length > 0, null, { polling: 100 });
  assert.equal(await page.locator(".banner").count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a second window and everybody else's show a bid without reloading", async () => {
  const { context, page, faults } = await visit(running);
  const other = await visit(running, { width: 360, language: "en" });
  const windows = [await context.newPage(), other.page, await other.context.newPage()];
  let isShown = false;
  for (let attempt = 0; attempt < 5 && !isShown; attempt += 1) {
    await openAsNext(page);
    for (const [place, path] of ["/", "/lots/1", "/"].entries()) {
      await windows[place].goto(path);
      await keepPrices(windows[place]);
    }
    const { least, step } = await leastBid(page);
    const amount = yuan(least + 3 * step);
    await bid(page, amount);
    await page.waitForSelector("#outcome .good, #amount-error:not(:empty)");
    if ((await page.locator("#outcome .good").count()) === 0) continue;
    for (const each of windows) {
      await each.waitForFunction(
        (text) => window.prices.some((price) => price.replaceAll(",", "") === text),
        amount,
        { polling: 100 },
      );
    }
    isShown = true;
  }
  assert.ok(isShown, "a bid was accepted");
  assert.deepEqual([...faults, ...other.faults], []);
  await context.close();
  await other.context.close();
});

test("a bid without the network is told as unknown, and reaches the exchange once", async () => {
  for (const language of ["zh-CN", "en"]) {
    const { context, page } = await visit(running, { width: 360, language });
    let isPlaced = false;
    for (let attempt = 0; attempt < 5 && !isPlaced; attempt += 1) {
      await openAsNext(page);
      const { least, step } = await leastBid(page);
      const amount = yuan(least + 3 * step);
      const count = async () => {
        return (await ownAmounts(page)).filter((each) => each === fen(amount)).length;
      };
      await context.setOffline(true);
      await bid(page, amount);
      const again = page.locator("#outcome .warning button");
      await again.waitFor();
      assert.equal(await count(), 0, "nothing is shown as placed");
      assert.equal(await page.isDisabled("#amount"), true, "no other bid meanwhile");
      await again.click();
      await page.locator("#outcome .warning button").waitFor();
      await context.setOffline(false);
      await again.click();
      await page.waitForSelector("#outcome .good, #amount-error:not(:empty)");
      isPlaced = (await page.locator("#outcome .good").count()) === 1;
      if (isPlaced) assert.equal(await count(), 1);
    }
    assert.ok(isPlaced, "a bid was accepted");
    await context.close();
  }
});

test("a bid is confirmed, accepted and stands in the history", async () => {
  const { context, page, faults } = await visit(running);
  // Somebody else may be faster; then the page says so, and the next bid is higher.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await openAsChallenger(running, page);
    const { least, step } = await leastBid(page);
    const amount = yuan(least + 3 * step);
    await bid(page, amount);
    await page.waitForSelector("#outcome .good, #amount-error:not(:empty)");
    if (await page.locator("#outcome .good").count()) {
      const paddle = await page.getAttribute("#lot", "data-paddle");
      const row = page.locator("#history tr.yours", { hasText: paddle }).first();
      await row.waitFor();
      const amounts = await ownAmounts(page);
      assert.ok(amounts.includes(fen(amount)), `${amount} in ${amounts}`);
      assert.match(await page.innerText("#outcome .receipt"), /[0-9a-f]{64}/);
      assert.deepEqual(faults, []);
      return void (await context.close());
    }
  }
  assert.fail("no bid was accepted");
});

test("a refused bid says the least bid beside the field", async () => {
  for (const language of ["zh-CN", "en"]) {
    const { context, page, faults } = await visit(running, { width: 360, language });
    await openAsNext(page);
    await bid(page, "0.01");
    await page.waitForSelector("#amount-error:not(:empty)");
    const error = await page.innerText("#amount-error");
    const said = fen(error.match(/[\d,]+\.\d\d/)[0]);
    const { least } = await leastBid(page);
    assert.ok(said <= least && said > 1, error);
    assert.equal(await page.getAttribute("#amount", "aria-invalid"), "true");
    assert.equal(await page.inputValue("#amount"), "0.01", "stays to be corrected");
    await page.fill("#amount", "1e5");
    await page.click("#bid-form button.primary");
    assert.notEqual(await page.innerText("#amount-error"), error, "said without asking the server");
    assert.equal(await page.locator("#confirm[open]").count(), 0);
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("a lost answer is asked for again under the same number, even after a reload", async () => {
  const { context, page } = await visit(running);
  const numbers = [];
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await openAsChallenger(running, page);
    const { least, step } = await leastBid(page);
    const amount = yuan(least + 3 * step);
    await page.route("**/api/v1/lots/*/bids", async (route) => {
      numbers.push(route.request().headers()["idempotency-key"]);
      // The bid reaches the exchange; its answer is lost on the way back.
      await route.fetch();
      await route.abort("connectionreset");
    }, { times: 1 });
    await bid(page, amount);
    const again = page.locator("#outcome button");
    await again.waitFor();
    assert.equal(await page.isDisabled("#amount"), true, "no other bid meanwhile");
    await page.reload();
    await again.waitFor();
    const asked = page.waitForRequest("**/api/v1/lots/*/bids");
    await again.click();
    numbers.push((await asked).headers()["idempotency-key"]);
    assert.equal(numbers.at(-1), numbers.at(-2), "the same number");
    await page.waitForSelector("#outcome .good, #amount-error:not(:empty)");
    if (await page.locator("#outcome .good").count()) {
      const amounts = await ownAmounts(page);
      assert.equal(amounts.filter((shown) => shown === fen(amount)).length, 1);
      return void (await context.close());
    }
  }
  assert.fail("no bid was accepted");
});

test("a bid keeps the form's number over a new log-in, and signing out forgets it", async () => {
  const { context, page } = await visit(running);
  const name = await openAsChallenger(running, page);
  const made = await page.inputValue("#bid-form input[name=request_id]");
  const numbers = [];
  page.on("request", (request) => {
    const number = request.headers()["idempotency-key"];
    if (number) numbers.push(number);
  });
  const { least } = await leastBid(page);
  // As after a restart of the server: it knows the session no more.
  await context.clearCookies({ name: "gavel_session" });
  await bid(page, yuan(least));
  await page.waitForURL((url) => url.pathname === "/session");
  await signIn(running, page, name, "/lots/1");
  const again = page.locator("#outcome button");
  await again.waitFor();
  const lose = (route) => route.abort("connectionreset");
  await page.route("**/api/v1/lots/*/bids", lose, { times: 1 });
  await again.click();
  await page.waitForFunction(() => document.querySelector("#outcome button")?.textContent);
  assert.deepEqual(numbers, [made, made]);
  await page.click(".sign-out button");
  await page.waitForURL((url) => url.pathname === "/");
  assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage)), []);
  await context.close();
});

test("a page that is drawn anew keeps the receipt, and waits for whoever types", async () => {
  const { context, page } = await visit(running);
  const now = await (await context.request.get(`${running.address}/api/v1/lots/1`)).json();
  let change;
  let isLater = false;
  const changed = new Promise((resolve) => { change = resolve; });
  await page.route("**/api/v1/live?lots=1", async (route) => {
    if (isLater) return void (await route.continue());
    await changed;
    isLater = true;
    const state = now.state === "free-bidding" ? "timed-bidding" : "free-bidding";
    const data = JSON.stringify({ ...now, state, bids: [], more: false });
    const body = `event: lot\ndata: ${data}\n\n`;
    // The pages of those who were tried before are gone, and their requests with them.
    await route.fulfill({ contentType: "text/event-stream", body }).catch(() => {});
  });
  let receipt = 0;
  for (let attempt = 0; attempt < 5 && receipt === 0; attempt += 1) {
    await openAsChallenger(running, page);
    const { least, step } = await leastBid(page);
    await bid(page, yuan(least + 3 * step));
    await page.waitForSelector("#outcome .good, #amount-error:not(:empty)");
    receipt = await page.locator("#outcome .receipt").count();
  }
  assert.equal(receipt, 1, "a bid was accepted");
  const shown = await page.innerText("#outcome .receipt");
  await page.evaluate(() => { window.isFirst = true; });
  await page.focus("#amount");
  change();
  await page.waitForTimeout(4500);
  assert.equal(await page.evaluate(() => window.isFirst), true, "not while somebody types");
  await page.evaluate(() => document.activeElement.blur());
  await page.waitForFunction(() => window.isFirst === undefined);
  assert.equal(await page.innerText("#outcome .receipt"), shown);
  await context.close();
});

test("a bid without script is reviewed, placed and told", async () => {
  for (const [width, language] of [[360, "en"], [1440, "zh-CN"]]) {
    const { context, page } = await visit(running, { width, language, script: false });
    let isPlaced = false;
    for (let attempt = 0; attempt < 5 && !isPlaced; attempt += 1) {
      await openAsNext(page);
      await page.fill("#amount", "0.01");
      await page.click("#bid-form button.primary");
      await page.click('main button[value="place"]');
      assert.match(await page.innerText("#amount-error"), /[\d,]+\.\d\d/);
      const { least, step } = await leastBid(page);
      await page.fill("#amount", yuan(least + 3 * step));
      await page.click("#bid-form button.primary");
      const shown = (await page.innerText("main .price-big")).match(/[\d,]+\.\d\d/)[0];
      assert.equal(fen(shown), least + 3 * step);
      await page.click('main button[value="place"]');
      isPlaced = (await page.locator(".bid-panel .notice.good").count()) === 1;
      if (isPlaced) assert.ok(await page.locator("#history tr.yours").count());
    }
    assert.ok(isPlaced, "a bid was accepted");
    await context.close();
  }
});
