// Signing out: nothing that the last person entered stays in the browser.

document.querySelector("form.sign-out")?.addEventListener("submit", () => {
  try {
    // Bids and ceilings that wait for their answers, and receipts (lot.js).
    const keys = Object.keys(sessionStorage).filter((key) => key.startsWith("bid-"));
    keys.forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // Without storage nothing was kept.
  }
});
