// The supervisor's wall: fetched anew every few seconds, and put in place where it has changed.

const EVERY = 5000;
const wall = document.getElementById("wall");
const clock = document.getElementById("server-time");

async function renew() {
  if (document.hidden) return;
  try {
    const response = await fetch(location.href, { signal: AbortSignal.timeout(4000) });
    if (!response.ok) return;
    const read = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = read.getElementById("wall");
    const time = read.getElementById("server-time");
    if (!fresh || !time) return;
    clock.textContent = time.textContent;
    // Whoever reads further down, or is at a link by keyboard, keeps his place.
    const place = wall.querySelector(".scroll").scrollTop;
    const focused = document.activeElement?.getAttribute("href");
    wall.replaceChildren(...fresh.childNodes);
    wall.querySelector(".scroll").scrollTop = place;
    if (focused) wall.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  } catch {
    // The next round asks again.
  }
}

setInterval(renew, EVERY);
document.addEventListener("visibilitychange", renew);
