// One lot: price, clock and history live; bids that survive a lost answer.
//
// A bid keeps its number until its answer is known. If no answer comes, the page says that it does
// not know and asks again under the same number; that number is kept over a reload too.

import { follow, show } from "./live.js";
import { capitals, faultOf, money, phrases, plain, timeText } from "./words.js";

const HISTORY_MAX = 50;
const page = document.getElementById("lot");
const lot = page.dataset.lot;
const yours = page.dataset.paddle;
const history = document.getElementById("history");
const outcome = document.getElementById("outcome");
const outbid = document.getElementById("outbid");
const isOpen = (state) => state === "free-bidding" || state === "timed-bidding";

// Live

let resumes;

follow([lot], (view, isSnapshot) => {
  const before = page.dataset.state;
  const led = page.querySelector('[data-field="yours"]');
  const leads = yours !== "" && String(view.leading_paddle) === yours;
  if (outbid && led.hidden === leads) outbid.hidden = leads || !isOpen(view.state);
  led.hidden = !leads;
  show(page, view);
  if (isSnapshot) history.replaceChildren();
  view.bids.forEach(addLine);
  suggest(view.least_bid);
  // What the page offers follows from the state: the server draws it anew.
  const isOther = before !== view.state && !(isOpen(before) && isOpen(view.state));
  if (isOther || (resumes !== undefined && resumes !== view.resumes_at)) redraw();
  resumes = view.resumes_at;
});

/** Not everybody at once: thousands may watch the same close. */
function redraw() {
  setTimeout(() => { if (!isWaiting()) location.reload(); }, Math.random() * 1500);
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
  history.prepend(row);
  while (history.rows.length > HISTORY_MAX) history.deleteRow(-1);
  document.getElementById("history-empty").hidden = true;
}

// Bidding

const bidForm = document.getElementById("bid-form");
const ceilingForm = document.getElementById("ceiling-form");
const amountField = document.getElementById("amount");
let isTouched = false;
let pending = null;
let newestLeast = amountField?.value;

const isWaiting = () => pending !== null;
const kept = `bid-${lot}-${yours}`;

function keep(value) {
  pending = value;
  try {
    if (value) sessionStorage.setItem(kept, JSON.stringify(value));
    else sessionStorage.removeItem(kept);
  } catch {
    // Without storage the number is kept as long as the page is.
  }
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
  // Nothing has happened yet: the same number is sent again when there is room.
  if (response.status === 429 || response.status === 503) return doNotKnow(answer);
  const asked = pending;
  keep(null);
  hold(false);
  isTouched = false;
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
    ceilingForm.reset();
  }
}

function refused(form, problem) {
  outcome.replaceChildren();
  say(form, `${problem.title}${phrases["stop-mark"]}${problem.detail ?? ""}`);
  const field = form.querySelector("input:not([type=hidden])");
  // The refused amount stays to be corrected; the next live price must not overwrite it.
  isTouched = true;
  field.focus();
  if (problem.status === 401) location.assign(`/session?next=/lots/${lot}`);
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
  keep({ kind, requestId: newRequestId(), body: { [name]: amount } });
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
  let before = null;
  try {
    before = JSON.parse(sessionStorage.getItem(kept));
  } catch {
    // Nothing was kept.
  }
  if (before) {
    pending = before;
    hold(true);
    doNotKnow();
  }
}
