// The road of one sale, from the listing to the refund, by the pages of those who walk it.

import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";

import { PATIENCE, fen, leastBid, yuan } from "./exchange.mjs";
import { arrive, done, fill, open, pdf, press, refused, send, text } from "./person.mjs";

/** What stands in contracts, and nowhere that is public. */
const LEGAL_NAMES = {
  seller1: "槐树营村股份经济合作社",
  bidder1: "林晓禾",
  bidder2: "云溪水产养殖有限公司",
  bidder3: "陈渡舟",
  bidder4: "望江资产运营有限公司",
  bidder5: "周雁南",
  bidder6: "松石矿业有限公司",
};
/** How long before the close a bid moves it, and by how much, in seconds. */
const COUNTDOWN = 40;
/** How long everybody may bid before it matters when he does. */
const FREE = 20;

/** How long before it opens a lot is disclosed at the least, in seconds. */
const OPENING_MIN = 15;
/** How the lot is sold with script, and how without. */
const methodOf = ({ script }) => (script ? "free-timed" : "free-extension");
/** The last window of the one lies behind its free phase, that of the other within it. */
const freeOf = ({ script }) => (script ? FREE : FREE + COUNTDOWN);

/** Everybody whom a sale needs, each at a browser of his own. */
export async function gather(running, how) {
  const mark = `${how.language.slice(0, 2)}${how.width}`;
  const titles = { "zh-CN": `<b>鱼塘</b> & “${mark}”`, en: `<b>Fishpond</b> & “${mark}”` };
  const sale = { running, how, mark, titles, title: titles[how.language], began: Date.now() };
  const [loser, buyer] = how.bidders;
  const names = {
    seller: "seller1", clerk: "clerk1", examiner: "clerk2", reviewer: "reviewer1",
    loser, buyer, stranger: null,
  };
  for (const [part, name] of Object.entries(names)) sale[part] = await arrive(running, how, name);
  return sale;
}

const PARTS = ["seller", "clerk", "examiner", "reviewer", "loser", "buyer", "stranger"];

/** Nobody's browser complained on the way. */
export async function part(sale) {
  for (const part of PARTS) assert.deepEqual(sale[part].faults, [], part);
  await Promise.all(PARTS.map((part) => sale[part].context.close()));
}

/** Pictures of what everybody has before him, for whoever asks why a test failed; their folder. */
export async function pictures(sale) {
  const folder = await mkdtemp(`${tmpdir()}/gavel-browser-pictures-`);
  for (const part of PARTS) {
    await sale[part].page.screenshot({ path: `${folder}/${part}.png`, fullPage: true });
  }
  return folder;
}

/** How somebody without a page of it gets a file. */
async function statusOfFile({ context }, href) {
  return (await context.request.get(href)).status();
}

/** The lot as everybody may see it. */
async function view({ running, lot }) {
  return (await fetch(`${running.address}/api/v1/lots/${lot}`)).json();
}

/** Waits until a lot has come so far; it opens only after a while. */
async function until(sale, hasCome) {
  const deadline = Math.max(Date.now(), sale.opens) + 4 * PATIENCE;
  for (;;) {
    const seen = await view(sale);
    if (hasCome(seen)) return seen;
    assert.ok(Date.now() < deadline, `lot ${sale.lot} stays ${JSON.stringify(seen)}`);
    await new Promise((resolve) => { setTimeout(resolve, 250); });
  }
}

/** What a seller may get wrong is said beside the fields, in turns as it can be seen. */
async function listWrongly(sale) {
  const { seller, titles, mark } = sale;
  const { page } = seller;
  await open(seller, "/listings/new");
  await press(seller, page.locator('#listing-choose a[href$="category=rural-right"]'));
  await refused(seller, "list", "title", "starting_price", "increment", "deposit");
  await fill(seller, "list", {
    title: "长".repeat(121), starting_price: "十万", increment: "1e3", deposit: "-5",
    region: "35010", free_count: "0", file_1: text("权属证书.pdf"),
  });
  await refused(
    seller, "list",
    "title", "starting_price", "increment", "deposit", "region", "free_count", "file_1",
  );
  assert.equal(await page.inputValue("#list-starting_price"), "十万", "stays to be corrected");
  await fill(seller, "list", {
    title: titles["zh-CN"], title_en: "Fish\u202epond", place: "槐树营村", region: "350102",
    description: `水面十二亩\n<script>document.title = "${mark}"</script>`,
    starting_price: "105,000", increment: "500", deposit: "10000",
    free_count: String(freeOf(sale.how)), file_1: pdf("C:\\权属\\权属证书.pdf", `deed ${mark}`),
    file_2: pdf("..\\决议.pdf", `resolution ${mark}`), visibility_2: "staff",
  });
  await refused(seller, "list", "title_en");
  assert.equal(await page.inputValue("#list-title"), titles["zh-CN"]);
  // The files are kept and need not be chosen again.
  assert.equal(await page.locator("#list-drop_kept").count(), 1);
  await fill(seller, "list", { title_en: titles.en, deposit: "105000.01" });
  for (const [name, count] of [["countdown", COUNTDOWN], ["disclosure", 1], ["result_notice", 2]]) {
    await fill(seller, "list", { [`${name}_count`]: String(count), [`${name}_unit`]: "seconds" });
  }
  await fill(seller, "list", { free_unit: "seconds", method: methodOf(sale.how) });
  await refused(seller, "list", "deposit");
  const listed = await seller.context.request.get("/listings");
  assert.ok(!(await listed.text()).includes(mark), "nothing is listed meanwhile");
}

/** The seller lists, and finds what he has handed in. */
export async function list(sale) {
  const { seller, mark } = sale;
  const { page } = seller;
  await listWrongly(sale);
  await fill(seller, "list", { deposit: "10000" });
  await done(seller, "list");
  await press(seller, page.locator("#listings a", { hasText: mark }).first());
  sale.listing = new URL(page.url()).pathname;
  assert.equal(await page.innerText("h1"), sale.title);
  assert.equal(await page.locator("h1 b, #listing-description script").count(), 0, "is text");
  const files = page.locator("#listing-description a");
  const shown = (await files.allInnerTexts()).map((line) => line.split(" · ")[0]);
  assert.deepEqual(shown, ["权属证书.pdf", "决议.pdf"]);
  [sale.deed, sale.resolution] = await files.evaluateAll((links) => links.map(({ href }) => href));
  const deed = await seller.context.request.get(sale.deed);
  assert.equal(deed.headers()["content-type"], "application/pdf");
  assert.ok((await deed.text()).includes(`deed ${mark}`));
  for (const file of [sale.deed, sale.resolution]) {
    assert.equal(await statusOfFile(sale.stranger, file), 404, "not before the disclosure");
  }
}

/** A moment from now, as a field of a form takes it. */
function ahead(seconds) {
  return new Date(Date.now() + (8 * 3600 + seconds) * 1000).toISOString().slice(0, 19);
}

/**
 * When the lot opens: until then the two are admitted at the pace of all before, however slow.
 * Should that take longer, they may still apply and bid.
 */
function opening(sale) {
  const seconds = Math.max(OPENING_MIN, Math.ceil((Date.now() - sale.began) / 1000));
  sale.opens = Date.now() + seconds * 1000;
  return { opens_at: ahead(seconds), applications_until: ahead(seconds + FREE) };
}

/** A clerk accepts and proposes the disclosure; another person approves. */
export async function disclose(sale) {
  const { clerk, reviewer, listing } = sale;
  await open(clerk, "/desk");
  await press(clerk, clerk.page.locator(`#desk-submitted a[href="${listing}"]`));
  assert.equal(await clerk.page.innerText("h1"), sale.title);
  await refused(clerk, "return", "note");
  await done(clerk, "accept");
  await fill(clerk, "disclose", { applications_until: "", opens_at: ahead(60) });
  await refused(clerk, "disclose", "applications_until");
  await fill(clerk, "disclose", { applications_until: ahead(50), opens_at: ahead(-60) });
  await refused(clerk, "disclose");
  await fill(clerk, "disclose", opening(sale));
  await done(clerk, "disclose");

  await open(clerk, "/desk");
  const waiting = ({ page }) =>
    page.locator(".waiting li", { has: page.locator(`a[href="${listing}"]`) });
  assert.equal(await waiting(clerk).count(), 1);
  assert.equal(await waiting(clerk).locator("button").count(), 0, "not by whoever proposed");
  await open(reviewer, "/desk");
  await press(reviewer, waiting(reviewer).locator("button"));
  assert.equal(await reviewer.page.locator(".notice.good").count(), 1);
  await open(reviewer, listing);
  const lot = reviewer.page.locator("#listing-lot a");
  sale.lotPath = await lot.getAttribute("href");
  sale.lot = Number(sale.lotPath.split("/").pop());
}

/** Everybody sees the lot; two apply, pay their deposits and are admitted. */
export async function admit(sale) {
  const { stranger, lotPath } = sale;
  await open(stranger, "/");
  const card = stranger.page.locator(`#lots [data-lot="${sale.lot}"] h2`);
  assert.equal(await card.innerText(), sale.title);
  await open(stranger, lotPath);
  assert.equal(await stranger.page.locator(".files a").count(), 1);
  assert.equal(await statusOfFile(stranger, sale.deed), 200);
  assert.equal(await statusOfFile(stranger, sale.resolution), 404, "the centre's only");
  for (const bidder of [sale.loser, sale.buyer]) {
    await open(bidder, lotPath);
    await done(bidder, "apply");
    assert.equal(await bidder.page.locator("form#apply").count(), 0, "applies once");
    bidder.application = await bidder.page.locator(".joining a").getAttribute("href");
    assert.equal(await statusOfFile(bidder, sale.resolution), 404, "the centre's only");
  }
  await recordDeposits(sale);
  for (const { application } of [sale.loser, sale.buyer]) {
    await open(sale.examiner, "/desk");
    const link = sale.examiner.page.locator(`#desk-applications a[href="${application}"]`);
    await press(sale.examiner, link);
    await done(sale.examiner, "admit");
  }
}

/**
 * Whoever accepted the listing records a deposit without learning who applies; whoever examines the
 * other one may also compare the payer's name.
 */
async function recordDeposits({ clerk, examiner, loser, buyer, mark }) {
  await open(clerk, loser.application);
  assert.equal(await clerk.page.locator("form#admit").count(), 0, "not who accepted the listing");
  assert.equal(await clerk.page.locator("#deposit-payer").count(), 0);
  assert.ok(!(await clerk.page.innerText("main")).includes(LEGAL_NAMES[loser.name]));
  await fill(clerk, "deposit", { amount: "1e5", reference: " " });
  await refused(clerk, "deposit", "amount", "reference");
  await fill(clerk, "deposit", { amount: "10000.00", reference: `D ${mark} 1` });
  await done(clerk, "deposit");
  await open(examiner, buyer.application);
  assert.ok((await examiner.page.innerText("main")).includes(LEGAL_NAMES[buyer.name]));
  await fill(examiner, "deposit", { reference: `D ${mark} 2`, payer: "别人" });
  await refused(examiner, "deposit", "payer");
  await fill(examiner, "deposit", { reference: `D ${mark} 1`, payer: LEGAL_NAMES[buyer.name] });
  await refused(examiner, "deposit");
  await fill(examiner, "deposit", { reference: `D ${mark} 2` });
  await done(examiner, "deposit");
}

/** Bids on the page that is open; what it answers stands on the page then. */
async function bid(person, amount) {
  const { page, how } = person;
  await page.fill("#amount", amount);
  if (how.script) {
    await page.click("#bid-form button.primary");
    await page.waitForSelector("#confirm[open]");
    assert.equal(fen(await page.innerText("#confirm-amount")), fen(Number(amount).toFixed(2)));
    await page.click("#confirm-place");
    await page.waitForSelector("#outcome .good, #amount-error:not(:empty)");
  } else {
    await press(person, page.locator("#bid-form button.primary"));
    assert.equal(await page.locator("h1").count(), 1);
    await press(person, page.locator('main button[value="place"]'));
  }
}

async function bidLeast(sale, person) {
  const { least } = await leastBid(person.page);
  await bid(person, yuan(least));
  assert.equal(await person.page.locator(".bid-panel .notice.good").count(), 1, "is accepted");
  const paddle = await person.page.innerText(".paddle-line .paddle");
  const now = await until(sale, ({ leading_paddle: leading }) => String(leading) === paddle);
  assert.equal(fen(now.leading_price), least);
  return least;
}

/** One bids, the other outbids him in the last window, which moves the close. */
export async function sell(sale) {
  const { loser, buyer, stranger, lotPath, how } = sale;
  await until(sale, ({ state }) => state.endsWith("-bidding"));
  await open(loser, lotPath);
  await bid(loser, "0.01");
  assert.match(await loser.page.innerText("#amount-error"), /105,000\.00/);
  assert.equal(await loser.page.inputValue("#amount"), "0.01", "stays to be corrected");
  await open(loser, lotPath);
  assert.equal(await bidLeast(sale, loser), 105_000_00);

  // Long enough in the last window for the next bid to move the close by seconds that show.
  const isLast = ({ state, closes_at: closesAt, server_time: now }) =>
    (!how.script || state === "timed-bidding") &&
    Date.parse(closesAt) - Date.parse(now) < (COUNTDOWN - 2) * 1000;
  const before = await until(sale, isLast);
  for (const person of [loser, stranger, buyer]) await open(person, lotPath);
  assert.ok(await loser.page.locator('[data-field="yours"]').isVisible());
  const closes = await buyer.page.innerText('[data-field="closes-at"]');
  sale.price = await bidLeast(sale, buyer);
  const { closes_at: closesAt } = await view(sale);
  assert.ok(Date.parse(closesAt) > Date.parse(before.closes_at), "the close has moved");
  await showTheBid(sale, closes);
  await until(sale, ({ state }) => state === "awarded");
}

/** The others see the bid: by themselves with script, and when they look again without. */
async function showTheBid({ loser, buyer, stranger, lotPath, how, price }, closes) {
  const shown = (person, field, isShown, value) => person.page.waitForFunction(
    ([name, negated, text]) => {
      const element = document.querySelector(`[data-field="${name}"]`);
      return (element.textContent.replaceAll(",", "") === text) !== negated;
    },
    [field, !isShown, value],
    { polling: 200 },
  );
  if (!how.script) for (const person of [loser, stranger]) await open(person, lotPath);
  await shown(buyer, "closes-at", false, closes);
  for (const person of [loser, stranger]) await shown(person, "price", true, yuan(price));
  if (how.script) await loser.page.waitForSelector("#outbid:not([hidden])");
}

/** The buyer finds the confirmation letter among his applications. */
export async function confirm(sale) {
  const { buyer, seller, lotPath } = sale;
  await open(buyer, "/applications");
  await press(buyer, buyer.page.locator(`#applications a[href="${lotPath}/letter"]`));
  sale.letter = await readPaper(sale, buyer);
  await open(seller, `${lotPath}/letter`);
  assert.equal(await readPaper(sale, seller), sale.letter);
}

/** A paper names both sides and the price, and where anybody can check it. */
async function readPaper({ how, price, buyer }, { page }) {
  const paper = await page.innerText(".paper");
  for (const name of ["seller1", buyer.name]) assert.ok(paper.includes(LEGAL_NAMES[name]), name);
  assert.equal(fen((await page.innerText(".paper-price")).replace("¥", "")), price);
  assert.match(paper, /人民币壹拾万/);
  const square = await page.locator(".paper-check svg.square").boundingBox();
  assert.ok(square.width >= 80 && square.x + square.width <= how.width, "the square is whole");
  return page.locator(".paper-check a").getAttribute("href");
}

/** The clerk publishes the result, records contract and payment, and issues the certificate. */
export async function settle(sale) {
  const { clerk, lotPath, mark } = sale;
  const { page } = clerk;
  await open(clerk, "/desk");
  await press(clerk, page.locator(`#desk-settlements a[href="${lotPath}/settlement"]`));
  await done(clerk, "publish");
  await refused(clerk, "contract", "document");
  await fill(clerk, "contract", { document: text("合同.pdf") });
  await refused(clerk, "contract", "document");
  await fill(clerk, "contract", { document: pdf("合同.pdf", `contract ${mark}`) });
  await done(clerk, "contract");
  await refused(clerk, "payment", "reference");
  await fill(clerk, "payment", { amount: "9999999.00", reference: `P ${mark}` });
  await refused(clerk, "payment");
  await fill(clerk, "payment", { amount: yuan(sale.price - 10_000_00) });
  await done(clerk, "payment");
  // The button stands out once the notice of the result has run.
  const deadline = Date.now() + PATIENCE;
  while ((await page.locator("form#certify button.primary").count()) === 0) {
    assert.ok(Date.now() < deadline, "the notice runs for ever");
    await page.reload();
  }
  await done(clerk, "certify");
  assert.equal(await page.locator("#settlement-act").count(), 0, "nothing is left to do");
  await open(sale.buyer, "/applications");
  const link = sale.buyer.page.locator(`#applications a[href="${lotPath}/certificate"]`);
  await press(sale.buyer, link);
  sale.certificate = await readPaper(sale, sale.buyer);
}

/** Anybody checks the papers, and learns no name. */
export async function check(sale) {
  const { stranger } = sale;
  for (const code of [sale.letter, sale.certificate]) {
    await open(stranger, code);
    const said = await stranger.page.innerText("main");
    assert.ok(said.includes(code.split("/").pop()), "the code");
    assert.match(said, /\b[0-9a-f]{64}\b/);
    assert.ok(said.replaceAll(",", "").includes(yuan(sale.price)), "the price");
    assert.equal(await stranger.page.locator(".chip.tone-good").count(), 1);
    const named = Object.values(LEGAL_NAMES).filter((name) => said.includes(name));
    assert.deepEqual(named, []);
  }
  const made = sale.letter.replace(/[0-9a-f]{8}/, "01234567");
  const response = await stranger.page.goto(made);
  assert.equal(response.status(), 404);
  assert.equal(await stranger.page.locator(".chip.tone-bad").count(), 1);
}

/**
 * The loser's deposit goes back, at the second attempt: that the first failed another person than
 * the clerk records. The buyer's has become part of the price.
 */
export async function refund({ clerk, reviewer, loser, buyer, mark }) {
  const { page } = clerk;
  await open(clerk, "/desk");
  const refunds = page.locator("#desk-refunds");
  assert.equal(await refunds.locator(`a[href="${buyer.application}"]`).count(), 0);
  await press(clerk, refunds.locator(`a[href="${loser.application}"]`));
  await done(clerk, "refund");
  assert.equal(await page.locator("form#refund-failed").count(), 0, "not by the clerk");
  await open(reviewer, loser.application);
  assert.equal(await reviewer.page.locator("form#refund-paid").count(), 0, "not by the reviewer");
  await done(reviewer, "refund-failed");
  await open(clerk, loser.application);
  await done(clerk, "refund");
  await refused(clerk, "refund-paid", "reference");
  await fill(clerk, "refund-paid", { reference: `R ${mark}` });
  await done(clerk, "refund-paid");
  for (const { page: shown } of [clerk, reviewer]) {
    await shown.goto(loser.application);
    for (const form of ["refund", "refund-paid", "refund-failed"]) {
      assert.equal(await shown.locator(`form#${form}`).count(), 0, "goes back once");
    }
  }
  await showMoney(loser, { good: 2, all: 3 });
  await showMoney(buyer, { good: 2, all: 2 });
}

/** What became of a deposit: it came in, and went back or into the price. */
async function showMoney(bidder, { good, all }) {
  await open(bidder, bidder.application);
  const chips = bidder.page.locator("#application-money li .chip");
  assert.equal(await chips.count(), all);
  assert.equal(await chips.and(bidder.page.locator(".tone-good")).count(), good);
}

/** A listing that came back is changed and handed in again. */
export async function comeBack(sale) {
  const { seller, clerk, listing } = sale;
  await open(clerk, listing);
  const note = "缺少<b>村民会议</b>决议。";
  await fill(clerk, "return", { note });
  await done(clerk, "return");
  await open(seller, listing);
  assert.ok((await seller.page.innerText("#listing-state")).includes(note));
  await press(seller, seller.page.locator(`a[href="${listing}/edit"]`));
  assert.equal(await seller.page.inputValue("#list-title"), sale.titles["zh-CN"]);
  assert.equal(await seller.page.inputValue("#list-starting_price"), "105000.00");
  await fill(seller, "list", { title: "", file_1: text("决议.pdf") });
  await refused(seller, "list", "title", "file_1");
  const title = sale.titles["zh-CN"].replace("鱼塘", "大鱼塘");
  await fill(seller, "list", { title, file_1: pdf("会议.pdf", `meeting ${sale.mark}`) });
  await done(seller, "list");
  await open(clerk, listing);
  assert.equal(await clerk.page.locator("#listing-description a").count(), 3);
  await send(clerk, "accept");
  assert.equal(await clerk.page.locator(".notice.good").count(), 1);
}
