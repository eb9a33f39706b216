// The hall: every card follows its lot.

import { follow, show } from "./live.js";

const places = new Map(
  [...document.querySelectorAll("#lots [data-lot]")].map((place) => [place.dataset.lot, place]),
);
if (places.size > 0) {
  follow([...places.keys()].slice(0, 50), (lot) => {
    const place = places.get(String(lot.lot));
    if (place) show(place, lot);
  });
}
