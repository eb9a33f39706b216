// Amounts and times in words, and amounts in the capital characters of Chinese cheques.

/** The page's own phrases, in its language. */
export const phrases = JSON.parse(document.querySelector('meta[name="phrases"]')?.content ?? "{}");

/** Yuan in groups of three, from the exchange's "1050000.00". */
export function money(text) {
  const [yuan, fen = "00"] = text.split(".");
  return `${yuan.replace(/\B(?=(\d{3})+$)/g, ",")}.${fen.padEnd(2, "0")}`;
}

/** Reads what somebody typed: groups and spaces are dropped, full-width digits are not taken. */
export function plain(typed) {
  return typed.trim().replaceAll(",", "");
}

/** The phrase that says what is wrong with a typed amount, or none. */
export function faultOf(amount) {
  if (/^(0|[1-9][0-9]*)\.[0-9]{3,}$/.test(amount)) return phrases["amount-places"];
  if (!/^(0|[1-9][0-9]{0,15})(\.[0-9]{1,2})?$/.test(amount)) return phrases["amount-malformed"];
  return null;
}

/** "2026-07-01 09:30:00" from the exchange's time, which is China's. */
export function timeText(text) {
  return text ? text.slice(0, 19).replace("T", " ") : "—";
}

/** Milliseconds since 1970. */
export function moment(text) {
  return Date.parse(text);
}

/** A countdown such as "2 天 03:04:05". */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (count) => String(count).padStart(2, "0");
  const days = Math.floor(seconds / 86400);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return (days > 0 ? `${days} ${phrases["day-short"]} ` : "") + clock.map(two).join(":");
}

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const UNITS = [[8, "亿"], [4, "万"], [3, "仟"], [2, "佰"], [1, "拾"]];

/** A whole number without leading noughts in capital characters. */
function whole(digits) {
  const [power, unit] = UNITS.find(([length]) => digits.length > length) ?? [];
  if (!unit) return DIGITS[digits];
  const below = digits.slice(-power).replace(/^0+/, "");
  const words = whole(digits.slice(0, -power)) + unit;
  if (!below) return words;
  return words + (below.length < power ? "零" : "") + whole(below);
}

/** An amount in capital characters, as papers have it: "壹拾万伍仟元整". */
export function capitals(amount) {
  const [yuan, places = ""] = amount.split(".");
  const [tenths, hundredths] = places.padEnd(2, "0");
  const digits = yuan.replace(/^0+/, "");
  let words = digits ? `${whole(digits)}元` : "";
  if (tenths !== "0") words += `${DIGITS[tenths]}角`;
  else if (hundredths !== "0" && words) words += "零";
  if (hundredths !== "0") return `${words}${DIGITS[hundredths]}分`;
  return words ? `${words}整` : "零元整";
}
