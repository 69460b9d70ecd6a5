// The roll on a phone with bad reception. What is marked stays on the device until it has been taken; what was sent goes in the
// order in which it was pressed, each under the one id it got then, so that trying again does nothing twice.

import { grow } from "../grow.js";

const AGAIN_MS = 3000;
const roll = document.querySelector("#roll");
const key = roll && `convene roll ${roll.dataset.me} ${roll.dataset.visit}`;
// Clocks of phones are wrong: when something was seen is told on the clock of the house.
const ahead = roll && Date.parse(roll.dataset.now) - Date.now();
let again;
let sending = false;

// Typed: by form, what was marked and not sent. Waiting: what was sent and not taken yet, the first one first.
function kept() {
  try {
    return { typed: {}, waiting: [], ...JSON.parse(localStorage.getItem(key)) };
  } catch {
    return { typed: {}, waiting: [] };
  }
}

function keep(state) {
  try {
    if (state.waiting.length || Object.keys(state.typed).length) localStorage.setItem(key, JSON.stringify(state));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false; // a browser without storage: the form is sent as without this script
  }
}

function say(text) {
  const place = document.querySelector("#roll-state");
  place.textContent = text;
  place.hidden = !text;
}

function marks(form) {
  return Object.fromEntries([...form.querySelectorAll("input[type=radio]:checked")].map((one) => [one.name, one.value]));
}

function changed(event) {
  const form = event.target.closest("form[data-roll]");
  if (!form) return;
  const state = kept();
  state.typed[form.dataset.roll] = marks(form);
  keep(state);
}

function bringBack() {
  const { typed } = kept();
  let found = false;
  for (const form of roll.querySelectorAll("form[data-roll]")) {
    const mine = typed[form.dataset.roll] ?? {};
    for (const one of form.querySelectorAll("input[type=radio]")) {
      one.checked = mine[one.name] ? mine[one.name] === one.value : one.defaultChecked;
      found ||= one.checked && !one.defaultChecked;
    }
  }
  return found;
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(13))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pressed(event) {
  const form = event.target;
  if (!form.matches("form[data-roll]")) return;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  body.delete("form_token");
  body.set("taken_at", new Date(Date.now() + ahead).toISOString());
  const state = kept();
  state.waiting.push({ form: form.dataset.roll, to: form.getAttribute("action"), body: body.toString(), marks: marks(form) });
  delete state.typed[form.dataset.roll];
  if (!keep(state)) return;
  event.preventDefault();
  form.elements.command_id.value = newId();
  flush();
}

async function flush() {
  clearTimeout(again);
  if (sending || !kept().waiting.length) return;
  sending = true;
  say(roll.dataset.sending);
  try {
    for (let next = kept().waiting[0]; next; next = kept().waiting[0]) {
      const body = new URLSearchParams(next.body);
      body.set("form_token", document.querySelector("[name=form_token]").value);
      const response = await fetch(next.to, { method: "POST", body, redirect: "manual", headers: { Accept: "text/html" } });
      if (response.type === "opaqueredirect") taken(next);
      else if (response.status >= 500 || response.status === 429) throw new Error(response.statusText);
      else return refused(next, await response.text());
    }
    say(roll.dataset.sent);
    document.dispatchEvent(new Event("stale"));
  } catch {
    say(roll.dataset.kept);
    again = setTimeout(flush, AGAIN_MS);
  } finally {
    sending = false;
  }
}

function taken(one) {
  const state = kept();
  state.waiting = state.waiting.filter((other) => other.body !== one.body);
  keep(state);
}

// It is not sent again by itself; what was marked goes back into its form, to be changed and sent anew.
function refused(one, page) {
  const state = kept();
  state.waiting = state.waiting.filter((other) => other.body !== one.body);
  state.typed[one.form] = { ...one.marks, ...state.typed[one.form] };
  keep(state);
  bringBack();
  const why = new DOMParser().parseFromString(page, "text/html").querySelector(".problem")?.textContent ?? "";
  say(`${roll.dataset.refused} ${why.trim()}`);
  if (state.waiting.length) again = setTimeout(flush, AGAIN_MS);
}

function freshened(event) {
  const fresh = event.detail.querySelector("#roll");
  if (!fresh || fresh.dataset.stop !== roll.dataset.stop || kept().waiting.length) return;
  const said = document.querySelector("#roll-state").textContent;
  grow(roll, fresh);
  say(said);
  bringBack();
}

if (roll) {
  roll.addEventListener("change", changed);
  roll.addEventListener("submit", pressed);
  document.addEventListener("fresh", freshened);
  addEventListener("online", flush);
  if (bringBack()) say(roll.dataset.typed);
  flush();
}
