// One lot: price, clock and history live; bids that survive a lost answer.
//
// A bid keeps its number until its answer is known. If no answer comes, the page says that it does
// not know and asks again under the same number; that number is kept over a reload and a new log-in
// too, and asked for on whatever the page shows by then.

import { follow, isRunning, show } from "./live.js";
import { capitals, faultOf, money, phrases, plain, timeText } from "./words.js";

// As many lines as an event tells at most: with the newest of them nothing is missing here.
const HISTORY_MAX = 50;
const REDRAW_SPREAD = 3000;
const REDRAW_AGAIN = 1000;
const page = document.getElementById("lot");
const lot = page.dataset.lot;
const yours = page.dataset.paddle;
const history = document.getElementById("history");
const outcome = document.getElementById("outcome");
const outbid = document.getElementById("outbid");
const bidForm = document.getElementById("bid-form");
const ceilingForm = document.getElementById("ceiling-form");
const amountField = document.getElementById("amount");

// Live

let resumes;

follow([lot], (view, isSnapshot) => {
  const before = page.dataset.state;
  const led = page.querySelector('[data-field="yours"]');
  const leads = yours !== "" && String(view.leading_paddle) === yours;
  if (outbid && led.hidden === leads) outbid.hidden = leads || !isRunning(view.state);
  led.hidden = !leads;
  show(page, view);
  if (isSnapshot) history.replaceChildren();
  view.bids.forEach(addLine);
  suggest(view.least_bid);
  // What the page offers, its rules and its step follow from the state: the server draws it anew.
  if (before !== view.state || (resumes !== undefined && resumes !== view.resumes_at)) redraw();
  resumes = view.resumes_at;
});

let isRedrawing = false;

/** Not everybody at once: thousands may watch the same close. */
function redraw() {
  if (isRedrawing) return;
  isRedrawing = true;
  const attempt = () => {
    if (isBusy()) return void setTimeout(attempt, REDRAW_AGAIN);
    saveOutcome();
    location.reload();
  };
  setTimeout(attempt, Math.random() * REDRAW_SPREAD);
}

/** Whether somebody is at a form, so that a new page would take something from him. */
function isBusy() {
  if (isWaiting() || document.getElementById("confirm")?.open) return true;
  const forms = [bidForm, ceilingForm].filter(Boolean);
  const isTyping = document.activeElement?.matches("input") ?? false;
  if (isTyping && forms.some((form) => form.contains(document.activeElement))) return true;
  // What was typed is of no use any more once the sale takes no bids.
  if (!isRunning(page.dataset.state)) return false;
  return isTouched || Boolean(ceilingForm?.elements.ceiling.value);
}

function addLine(bid) {
  const key = `${bid.sequence}-${bid.paddle}`;
  if (history.querySelector(`[data-key="${key}"]`)) return;
  const row = document.createElement("tr");
  row.dataset.key = key;
  const cell = (className, ...content) => {
    const made = document.createElement("td");
    made.className = className;
    made.append(...content);
    row.append(made);
  };
  const time = document.createElement("time");
  time.dateTime = bid.at;
  time.textContent = timeText(bid.at);
  cell("", time);
  if (String(bid.paddle) === yours) {
    row.className = "yours";
    const badge = document.createElement("span");
    badge.className = "badge";
    badge.textContent = phrases.you;
    cell("", String(bid.paddle), " ", badge);
  } else {
    cell("", String(bid.paddle));
  }
  cell("number", money(bid.amount));
  cell("number sequence", String(bid.sequence));
  // One's own bid may be shown by its receipt before an event tells those in front of it.
  const older = [...history.rows].find(({ dataset }) => parseInt(dataset.key, 10) <= bid.sequence);
  history.insertBefore(row, older ?? null);
  while (history.rows.length > HISTORY_MAX) history.deleteRow(-1);
  document.getElementById("history-empty").hidden = true;
}

// Bidding

let isTouched = false;
let pending = null;
let newestLeast = amountField?.value;

const isWaiting = () => pending !== null;
// Both are forgotten when somebody signs out (session.js): a ceiling is secret.
const isSignedIn = document.querySelector("form.sign-out") !== null;
const kept = isSignedIn ? `bid-${lot}-${yours}` : keptOfAnybody();
const told = `bid-told-${lot}-${yours}`;

/** Where nobody is signed in, a bid of this lot that waits for its answer, whosever it is. */
function keptOfAnybody() {
  try {
    return Object.keys(sessionStorage).find((key) => key.startsWith(`bid-${lot}-`)) ?? null;
  } catch {
    return null;
  }
}

function load(key) {
  try {
    return key && JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Keeps a value over a reload, and says whether it is kept. */
function store(key, value) {
  try {
    if (value) sessionStorage.setItem(key, JSON.stringify(value));
    else sessionStorage.removeItem(key);
    return true;
  } catch {
    // Without storage it is kept as long as the page is.
    return false;
  }
}

function keep(value) {
  pending = value;
  if (kept) store(kept, value);
}

/** A receipt just shown stays on the page that is drawn anew. */
function saveOutcome() {
  const notice = outcome.querySelector(".notice.good");
  if (!notice) return;
  store(told, [...notice.children].map(({ className, textContent }) => [className, textContent]));
}

function restoreOutcome() {
  const lines = load(told);
  store(told, null);
  if (!lines) return;
  const notice = tell("good", ...lines.map(([, text]) => text));
  lines.forEach(([className], place) => { notice.children[place].className = className; });
}

/** A number for a request: a random UUID, also where the page has no secure context. */
function newRequestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Prefills the least bid until somebody types an amount of his own. */
function suggest(least) {
  newestLeast = least;
  if (!amountField || isTouched || isWaiting()) return;
  if (document.getElementById("confirm").open) return;
  if (amountField.value !== least) amountField.value = least;
  label();
}

function label() {
  const button = bidForm.querySelector("button.primary");
  button.dataset.text ??= button.textContent;
  const amount = plain(amountField.value);
  button.textContent =
    faultOf(amount) ? button.dataset.text : `${button.dataset.text} ${money(amount)} ${phrases.yuan}`;
}

function tell(kind, ...content) {
  const notice = document.createElement("div");
  notice.className = `notice ${kind}`;
  for (const piece of content) {
    const paragraph = document.createElement("p");
    paragraph.append(piece);
    notice.append(paragraph);
  }
  outcome.replaceChildren(notice);
  return notice;
}

function say(form, text) {
  if (!form) return;
  const field = form.querySelector("input:not([type=hidden])");
  form.querySelector(".error").textContent = text;
  if (text) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function hold(isHeld) {
  for (const form of [bidForm, ceilingForm]) {
    form?.querySelectorAll("input, button").forEach((element) => { element.disabled = isHeld; });
  }
}

/** Sends what is pending, and clears it once its answer is known. */
async function send() {
  const form = pending.kind === "bids" ? bidForm : ceilingForm;
  hold(true);
  say(form, "");
  tell("plain", phrases.sending);
  let response;
  let answer;
  try {
    response = await fetch(`/api/v1/lots/${lot}/${pending.kind}`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Idempotency-Key": pending.requestId,
        "Accept-Language": document.documentElement.lang,
      },
      body: JSON.stringify(pending.body),
      signal: AbortSignal.timeout(15000),
    });
    answer = await response.json();
  } catch {
    return doNotKnow();
  }
  if (answer.type === "/problems/unknown") return doNotKnow();
  // Whether the bid stands, its number still has to tell: a log-in changes nothing about that.
  if (response.status === 401) return signIn(answer);
  // Nothing has happened yet: the same number is sent again when there is room.
  const isFault = answer.type === "/problems/fault";
  if (response.status === 429 || (response.status >= 500 && !isFault)) return doNotKnow(answer);
  const asked = pending;
  keep(null);
  hold(false);
  isTouched = false;
  // Its number is used up: the next bid of this form gets another one.
  if (form) form.elements.request_id.value = newRequestId();
  if (response.status === 201) accepted(asked, answer);
  else refused(form, answer);
}

function accepted(asked, answer) {
  if (asked.kind === "bids") {
    const text = phrases[answer.leads ? "bid-stands" : "bid-stands-answered"];
    const notice = tell("good", `${text} · ${money(answer.amount)} ${phrases.yuan}`);
    const receipt = document.createElement("p");
    receipt.className = "receipt";
    receipt.textContent = `${phrases.receipt} ${answer.sequence} · ${answer.receipt}`;
    notice.append(receipt);
    addLine(answer);
    suggest(newestLeast);
  } else {
    tell("good", `${phrases["ceiling-stands"]} · ${phrases.receipt} ${answer.sequence}`);
    if (ceilingForm) ceilingForm.elements.ceiling.value = "";
  }
}

function refused(form, problem) {
  if (!form) return void tell("bad", problem.title, problem.detail ?? "");
  outcome.replaceChildren();
  say(form, `${problem.title}${phrases["stop-mark"]}${problem.detail ?? ""}`);
  const field = form.querySelector("input:not([type=hidden])");
  // The refused amount stays to be corrected; the next live price must not overwrite it.
  isTouched = true;
  field.focus();
}

/** Goes to log in, but only with the number kept: without storage it is safe on this page alone. */
function signIn(problem) {
  doNotKnow(problem);
  if (kept && load(kept)) location.assign(`/session?next=/lots/${lot}`);
}

function doNotKnow(problem) {
  const title = problem?.title ?? phrases["unknown-heading"];
  const notice = tell("warning", title, problem?.detail ?? phrases["unknown-explained"]);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "primary";
  const amount = pending.body.amount ?? pending.body.ceiling;
  again.textContent = `${phrases["ask-again"]} · ${money(amount)} ${phrases.yuan}`;
  again.addEventListener("click", send);
  notice.append(again);
  again.focus();
}

function confirmed(amount) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-amount").textContent = money(amount);
  document.getElementById("confirm-words").textContent = capitals(amount);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "place"), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
    document.getElementById("confirm-place").focus();
  });
}

async function submit(event, form, kind, name) {
  event.preventDefault();
  if (isWaiting()) return;
  const amount = plain(form.elements[name].value);
  const fault = faultOf(amount);
  say(form, fault ?? "");
  if (fault) return void form.elements[name].focus();
  if (!(await confirmed(amount))) return;
  // The number that the server made with the form; after an answer the form holds a new one.
  keep({ kind, requestId: form.elements.request_id.value, body: { [name]: amount } });
  await send();
}

if (bidForm) {
  amountField.addEventListener("input", () => { isTouched = true; label(); });
  bidForm.addEventListener("submit", (event) => submit(event, bidForm, "bids", "amount"));
  ceilingForm?.addEventListener("submit", (event) => {
    submit(event, ceilingForm, "proxy-bids", "ceiling");
  });
  isTouched = amountField.getAttribute("aria-invalid") === "true";
  label();
}
restoreOutcome();
pending = load(kept);
if (pending) {
  hold(true);
  doNotKnow();
}
