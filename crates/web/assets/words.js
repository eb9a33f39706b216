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

/** An amount in capital characters: "壹拾万零伍仟元整". */
export function capitals(amount) {
  const digits = "零壹贰叁肆伍陆柒捌玖";
  const [yuan, places = ""] = amount.split(".");
  const fen = places.padEnd(2, "0");
  let words = "";
  let zero = false;
  [...yuan].forEach((digit, place) => {
    const power = yuan.length - 1 - place;
    if (digit === "0") {
      zero = true;
    } else {
      words += (zero && words ? "零" : "") + digits[digit] + ["", "拾", "佰", "仟"][power % 4];
      zero = false;
    }
    if (power % 4 === 0 && power > 0) {
      const group = yuan.slice(Math.max(0, place - 3), place + 1);
      if (/[1-9]/.test(group)) words += ["", "万", "亿", "万亿"][power / 4];
    }
  });
  words = words ? `${words}元` : "";
  if (fen === "00") return words ? `${words}整` : "零元整";
  const [tenths, hundredths] = fen;
  if (tenths !== "0") words += `${digits[tenths]}角`;
  else if (words) words += "零";
  return words + (hundredths === "0" ? "整" : `${digits[hundredths]}分`);
}
