// The live side of pages: one stream for all lots shown, and clocks that run by the exchange's time.

import { countdown, money, moment, phrases, timeText } from "./words.js";

// The exchange's time minus the browser's, in milliseconds, by the newest event.
let offset = moment(document.getElementById("server-time").dateTime) - Date.now();

/** The exchange's present time in milliseconds. */
export const now = () => Date.now() + offset;

/** How long to wait before asking again for a stream that was refused, in milliseconds. */
const AGAIN = 2000;

const STOPPED = new Set(["announced", "suspended", "interrupted"]);
const OVER = new Set(["awarded", "divided", "unsold", "terminated"]);

/** Whether a phase runs, by the name of the state. */
export const isRunning = (state) => !STOPPED.has(state) && !OVER.has(state);

/** Under which name the price stands. */
function priceName({ state, leading_price: leading }) {
  if (state === "awarded") return "awarded";
  if (!leading) return "starting";
  return state === "unsold" || state === "terminated" ? "highest" : "leading";
}

/** What the countdown counts to, and under which name. */
function next(lot) {
  if (isRunning(lot.state)) {
    const closes = moment(lot.phase_ends_at) >= moment(lot.closes_at);
    return [closes ? "next-closes" : "next-phase", lot.phase_ends_at, true];
  }
  switch (lot.state) {
    case "announced": return ["next-opens", lot.opens_at, true];
    case "suspended":
    case "interrupted":
      return lot.resumes_at ? ["next-resumes", lot.resumes_at, true] : ["next-stopped", null, false];
    default: return ["next-closed", lot.closes_at, false];
  }
}

/** Writes text only where it differs, so that readers of screens are not disturbed. */
export function write(place, field, text) {
  const element = place.querySelector(`[data-field="${field}"]`);
  if (element && element.textContent !== text) element.textContent = text;
}

/** Shows a lot's present state in its place on the page. */
export function show(place, lot) {
  const before = place.querySelector('[data-field="price"]').textContent;
  const price = money(lot.leading_price ?? lot.starting_price);
  write(place, "price", price);
  write(place, "paddle", lot.leading_paddle === null ? "—" : String(lot.leading_paddle));
  write(place, "bid-count", String(lot.bid_count));
  write(place, "least-bid", money(lot.least_bid));
  write(place, "state", phrases[`state-${lot.state}`]);
  write(place, "price-label", phrases[`price-${priceName(lot)}`]);
  const [label, at] = next(lot);
  write(place, "next-label", phrases[label]);
  write(place, "closes-at", timeText(lot.closes_at));
  place.querySelector('[data-field="closes"]').hidden = !isRunning(lot.state);
  const timer = place.querySelector('[data-field="timer"]');
  timer.dateTime = at ?? "";
  timer.dataset.counts = String(next(lot)[2]);
  place.classList.remove(`state-${place.dataset.state}`);
  place.classList.add(`state-${lot.state}`);
  place.dataset.state = lot.state;
  tick(timer);
  if (before !== price) flash(place);
}

function flash(place) {
  place.classList.remove("changed");
  // Reading a layout value between the two makes the animation start anew.
  void place.offsetWidth;
  place.classList.add("changed");
}

function tick(timer) {
  const at = timer.getAttribute("datetime");
  if (!at) {
    timer.textContent = "—";
  } else if (timer.dataset.counts === "true") {
    const left = moment(at) - now();
    timer.textContent = countdown(left);
    timer.classList.toggle("urgent", left < 60000);
  } else {
    timer.textContent = timeText(at);
    timer.classList.remove("urgent");
  }
}

/** Follows lots: `changed` gets each one's new state, and whether it is a whole account. */
export function follow(lots, changed) {
  for (const place of document.querySelectorAll("[data-lot]")) {
    const timer = place.querySelector('[data-field="timer"]');
    const counts = isRunning(place.dataset.state) || place.dataset.state === "announced";
    timer.dataset.counts = String(counts);
    tick(timer);
  }
  setInterval(() => {
    document.querySelectorAll('[data-field="timer"]').forEach(tick);
    const clock = document.getElementById("server-time");
    const china = new Date(now() + 8 * 3600000).toISOString();
    clock.textContent = timeText(china);
  }, 250);

  const take = (event) => {
    const lot = JSON.parse(event.data);
    offset = moment(lot.server_time) - Date.now();
    changed(lot, event.type === "snapshot");
  };
  const lost = document.createElement("p");
  lost.className = "banner";
  lost.setAttribute("role", "status");
  let source;
  let isLeaving = false;
  const listen = () => {
    if (isLeaving) return;
    source = new EventSource(`/api/v1/live?lots=${lots.join(",")}`);
    source.addEventListener("lot", take);
    source.addEventListener("snapshot", take);
    source.addEventListener("open", () => lost.remove());
    source.addEventListener("error", () => {
      lost.textContent = phrases["connection-lost"];
      document.getElementById("main").before(lost);
      // A browser comes again by itself only where there was no answer at all, and not where a
      // server that is full or restarts has said so.
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN * (1 + Math.random()));
    });
  };
  listen();
  window.addEventListener("pagehide", () => {
    isLeaving = true;
    source.close();
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    isLeaving = false;
    listen();
  });
}
