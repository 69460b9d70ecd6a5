// Keeps the clinic's page current: when something happens there, it fetches the parts that change. The page works without.

import { begun, tick } from "./clock.js";
import { grow } from "../grow.js";
import { bringBack, forget, keep } from "../kept.js";
import { put } from "./said.js";

const AGAIN_MS = 1000;

const state = document.querySelector("#state");
const { lost: LOST, stale: STALE, unsent: UNSENT } = state.dataset;
const room = () => document.querySelector("#room");

function part(root, name) {
  return root.querySelector(`[data-part="${name}"]`);
}

// What somebody is writing survives every change of the page; what only stands in a field as it was sent does not.
function drafts() {
  return new Map(
    [...room().querySelectorAll("form textarea, form select, form input:not([type=hidden])")]
      .filter((field) => field.value && (field.closest("[data-kept]") || touched(field)))
      .map((field) => [field.id, field.type === "checkbox" ? field.checked : field.value]),
  );
}

function touched(field) {
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  const usual = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
  return field.value !== usual?.value;
}

function takeOver(fresh) {
  const focused = document.activeElement?.id;
  const kept = drafts();
  for (const next of fresh.querySelectorAll("[data-part]")) {
    const now = part(room(), next.dataset.part);
    const writing = now.contains(document.activeElement) && document.activeElement.matches("textarea, select, input");
    const sameForm = next.dataset.key !== undefined && next.dataset.key === now.dataset.key;
    // A form that was refused shows what to change in it: it stays until it is sent again.
    if (sameForm && (writing || now.hasAttribute("data-kept"))) continue;
    grow(now, next);
  }
  for (const [id, value] of kept) {
    const field = document.getElementById(id);
    if (field?.type === "checkbox") field.checked = value;
    if (!field || field.type === "checkbox" || field.value === value) continue;
    if (field.matches("select") && ![...field.options].some((option) => option.value === value)) continue;
    field.value = value;
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  bringBack(room());
  begun();
}

let wanted = 0;
let loading = false;
let again;
let later;

// What was said stands here already; the rest of the page follows when not everybody asks for it.
function atLeisure(within) {
  later ??= setTimeout(refresh, within * (1 + Math.random()));
}

async function refresh() {
  clearTimeout(later);
  later = undefined;
  wanted += 1;
  if (loading) return;
  loading = true;
  clearTimeout(again);
  try {
    for (let seen = 0; seen !== wanted; ) {
      seen = wanted;
      const response = await fetch(room().dataset.live, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (response.status >= 500) throw new Error(response.statusText);
      if (!response.ok) return say(STALE);
      takeOver(new DOMParser().parseFromString(await response.text(), "text/html"));
    }
    say("");
    listen();
  } catch {
    say(LOST);
    again = setTimeout(refresh, AGAIN_MS);
  } finally {
    loading = false;
  }
}

function say(text) {
  if (state.textContent !== text) state.textContent = text;
  state.hidden = !text;
}

// A form is sent without leaving the page, so that nothing else that is being written there is lost, whatever comes of it.
async function send(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.enctype === "multipart/form-data") return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  try {
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const response = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { Accept: "text/html" } });
    if (response.type !== "opaqueredirect") return refused(await response.text());
    done(form);
    await refresh();
  } catch {
    say(UNSENT);
    again = setTimeout(refresh, AGAIN_MS);
  } finally {
    delete form.dataset.sending;
  }
}

function done(form) {
  document.querySelector("main > .problem")?.remove();
  form.closest("[data-kept]")?.removeAttribute("data-kept");
  forget(room(), form);
  form.querySelector(".kept-note")?.remove();
  const clears = form.dataset.draft !== undefined;
  for (const field of form.querySelectorAll("textarea")) field.value = field.defaultValue = clears ? "" : field.value;
  const unfolded = form.dataset.typed !== undefined && form.closest("details");
  if (unfolded) {
    unfolded.removeAttribute("open");
    unfolded.querySelector("summary").focus();
  }
  // What is sent next is another deed, not this one again.
  const id = form.elements.command_id;
  if (id) id.value = [...crypto.getRandomValues(new Uint8Array(13))].map((one) => one.toString(16).padStart(2, "0")).join("");
}

function refused(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  document.querySelector("main").replaceWith(document.adoptNode(fresh));
  if (!room()) return;
  bringBack(room());
  begun();
  (document.querySelector("[autofocus]") ?? document.querySelector(".problem"))?.focus();
}

let events;

function listen() {
  if (events && events.readyState !== EventSource.CLOSED) return;
  events = new EventSource(`/clinics/${room().dataset.clinic}/events`);
  events.onopen = refresh;
  events.addEventListener("changed", refresh);
  events.addEventListener("said", ({ data }) => {
    const { said, within } = JSON.parse(data);
    if (said.every((one) => one.by !== room().dataset.me && put(room(), one))) atLeisure(within);
    else refresh();
  });
  events.addEventListener("resync", refresh);
  events.onerror = () => {
    say(LOST);
    clearTimeout(again);
    again = setTimeout(refresh, AGAIN_MS);
  };
}

document.addEventListener("submit", (event) => event.target.closest("#room") && send(event));
document.addEventListener("input", (event) => event.target.closest("#room") && keep(room(), event.target));
// "Answer", "Comment": the composer opens, about this one.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-about]");
  const choice = button && document.getElementById(`about-${button.dataset.kind}`);
  if (!choice) return;
  event.preventDefault();
  choice.closest("details")?.setAttribute("open", "");
  choice.value = button.dataset.about;
  document.getElementById(`text-${button.dataset.kind}`).focus();
});
addEventListener("online", refresh);
addEventListener("offline", () => say(LOST));
document.addEventListener("visibilitychange", () => document.hidden || refresh());

bringBack(room());
begun();
listen();
setInterval(tick, 1000);
// Whoever keeps the page open is there: asking for it now and then shows that a facilitator is not gone.
setInterval(refresh, 60_000);
