// The whole road of one sale, from the listing to the refund, by the pages of those who walk it:
// at both widths, in both languages, with and without script, on both databases, each on a listing
// of its own. The sales run side by side, since each waits for its close.

import assert from "node:assert/strict";
import { test } from "node:test";

import { exchange } from "./exchange.mjs";
import { statusOf } from "./person.mjs";
import { demo, installation } from "./program.mjs";
import {
  admit, check, comeBack, confirm, disclose, gather, list, part, pictures, refund, sell, settle,
} from "./sale.mjs";

const onSqlite = exchange(demo("./road.toml"));
const onPostgres = exchange(installation);

const ROADS = [
  { width: 360, language: "zh-CN", script: true, bidders: ["bidder1", "bidder2"] },
  { width: 360, language: "en", script: false, bidders: ["bidder3", "bidder4"] },
  { width: 1440, language: "zh-CN", script: false, bidders: ["bidder5", "bidder6"] },
  { width: 1440, language: "en", script: true, bidders: ["bidder2", "bidder3"] },
];
const ON_POSTGRES = {
  width: 1440, language: "zh-CN", script: true, bidders: ["bidder1", "bidder2"],
};

/** What is somebody else's is unknown, and what is another role's is denied. */
async function keepOut(sale) {
  const { lotPath, listing, loser, seller, buyer, reviewer, stranger } = sale;
  const tried = [
    [loser, `${lotPath}/settlement`, 404],
    [loser, `${lotPath}/letter`, 404],
    [loser, `${lotPath}/certificate`, 404],
    [loser, buyer.application, 404],
    [loser, listing, 404],
    [loser, `${listing}/edit`, 404],
    [loser, "/listings/new", 403],
    [loser, "/desk", 403],
    [buyer, "/wall", 403],
    [buyer, "/accounts", 403],
    [buyer, loser.application, 404],
    [seller, loser.application, 404],
    [seller, "/applications", 403],
    [seller, "/desk", 403],
    [reviewer, "/accounts", 403],
    [buyer, "/listings/99999", 404],
    [seller, "/applications/99999", 404],
  ];
  for (const [person, path, status] of tried) {
    assert.equal(await statusOf(person, path), status, `${person.name} ${path}`);
    const shown = await person.page.innerText("main");
    assert.ok(!shown.includes(sale.mark), `${person.name} ${path} shows what it keeps`);
  }
  for (const path of [listing, loser.application, `${lotPath}/letter`, "/desk", "/wall"]) {
    await statusOf(stranger, path);
    assert.equal(new URL(stranger.page.url()).pathname, "/session", path);
  }
}

async function walk(running, how) {
  const sale = await gather(running, how);
  const steps = [list, disclose, admit, sell, confirm, settle, check, refund, keepOut, part];
  for (const step of steps) {
    await step(sale).catch(async (error) => {
      error.message += ` (what everybody saw: ${await pictures(sale)})`;
      throw error;
    });
  }
}

async function walkBack() {
  const how = { width: 360, language: "zh-CN", script: false, bidders: ["bidder4", "bidder5"] };
  const sale = await gather(onSqlite, how);
  sale.mark = "再交";
  sale.titles["zh-CN"] = sale.title = `<b>鱼塘</b> “${sale.mark}”`;
  await list(sale);
  await comeBack(sale);
  await part(sale);
}

test("the road of a sale", { concurrency: ROADS.length + 2 }, async (t) => {
  const roads = ROADS.map((how) => {
    const script = how.script ? "with" : "without";
    const name = `at ${how.width} px, in ${how.language}, ${script} script`;
    return t.test(name, () => walk(onSqlite, how));
  });
  roads.push(t.test("on PostgreSQL", () => walk(onPostgres, ON_POSTGRES)));
  roads.push(t.test("a listing comes back and is handed in again", walkBack));
  await Promise.all(roads);
});
