// Keeps the day of a visit current for those who follow it, wherever they are. The page works without; forms are left alone.

import { grow } from "../grow.js";

const AGAIN_MS = 1000;
const A_MINUTE_MS = 60_000;
const state = document.querySelector("#state");
const day = document.querySelector("#day");
let events;
let again;

async function refresh() {
  clearTimeout(again);
  try {
    const response = await fetch(day.dataset.live, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!response.ok) throw new Error(response.statusText);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const now of day.querySelectorAll("[data-fresh]")) {
      const next = fresh.getElementById(now.id);
      if (next) grow(now, next);
    }
    document.dispatchEvent(new CustomEvent("fresh", { detail: fresh }));
    say("");
    listen();
  } catch {
    say(day.dataset.lost);
    again = setTimeout(refresh, AGAIN_MS);
  }
}

function say(text) {
  if (state.textContent !== text) state.textContent = text;
  state.hidden = !text;
}

function listen() {
  if (events && events.readyState !== EventSource.CLOSED) return;
  events = new EventSource(`/api/events?community=${day.dataset.community}`);
  events.onopen = refresh;
  events.onmessage = (message) => {
    if (JSON.parse(message.data).subject === day.dataset.visit) refresh();
  };
  events.addEventListener("resync", refresh);
  events.onerror = () => {
    clearTimeout(again);
    again = setTimeout(refresh, AGAIN_MS);
  };
}

listen();
setInterval(refresh, A_MINUTE_MS); // what is now and what is next changes with the time alone
addEventListener("online", refresh);
document.addEventListener("stale", refresh);
