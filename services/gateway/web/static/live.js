// Keeps the clinic's page current: when something happens there, it fetches the parts that change. The page works without.

const room = document.querySelector("#room");
const state = document.querySelector("#state");
let measured = performance.now();

function part(root, name) {
  return root.querySelector(`[data-part="${name}"]`);
}

// What somebody is writing survives every change of the page; what only stands in a field as it was sent does not.
function drafts() {
  return new Map(
    [...room.querySelectorAll("form textarea, form select, form input:not([type=hidden])")]
      .filter((field) => field.value && (field.closest("[data-kept]") || touched(field)))
      .map((field) => [field.id, field.type === "checkbox" ? field.checked : field.value]),
  );
}

function touched(field) {
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  const usual = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
  return field.value !== usual.value;
}

function takeOver(fresh) {
  const focused = document.activeElement?.id;
  const kept = drafts();
  const unfolded = [...room.querySelectorAll("details[open]")].map((one) => one.id);
  for (const next of fresh.querySelectorAll("[data-part]")) {
    const now = part(room, next.dataset.part);
    const writing = now.contains(document.activeElement) && document.activeElement.matches("textarea, select, input");
    const sameForm = next.dataset.key !== undefined && next.dataset.key === now.dataset.key;
    // A form that was refused shows what to change in it: it stays until it is sent again.
    if (sameForm && (writing || now.hasAttribute("data-kept"))) continue;
    if (now.innerHTML === next.innerHTML && !next.querySelector("[data-now]")) continue;
    now.replaceWith(document.adoptNode(next));
  }
  for (const [id, value] of kept) {
    const field = document.getElementById(id);
    if (field?.type === "checkbox") field.checked = value;
    if (!field || field.type === "checkbox" || field.value === value) continue;
    if (field.matches("select") && ![...field.options].some((option) => option.value === value)) continue;
    field.value = value;
  }
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  measured = performance.now();
  tick();
}

let wanted = 0;
let loading = false;

async function refresh() {
  wanted += 1;
  if (loading) return;
  loading = true;
  try {
    for (let seen = 0; seen !== wanted; ) {
      seen = wanted;
      const response = await fetch(`/clinics/${room.dataset.clinic}/live`, { headers: { Accept: "text/html" } });
      if (!response.ok) return say("This page can't be kept current now. Reload it in a moment.");
      takeOver(new DOMParser().parseFromString(await response.text(), "text/html"));
    }
  } catch {
    say("Connection lost. Coming back …");
  } finally {
    loading = false;
  }
}

function say(text) {
  state.textContent = text;
  state.hidden = !text;
}

// Counts by Convene's clock, as the page brought it, whatever this device's clock says.
function tick() {
  const clock = room.querySelector(".clock");
  if (!clock) return;
  const passed = (performance.now() - measured) * Number(clock.dataset.speed);
  const left = Math.round((Date.parse(clock.dataset.ends) - Date.parse(clock.dataset.now) - passed) / 1000);
  const minutes = Math.floor(Math.abs(left) / 60);
  const seconds = String(Math.abs(left) % 60).padStart(2, "0");
  clock.textContent = left > 0 ? `${minutes}:${seconds}` : `Time is up (+${minutes}:${seconds})`;
  clock.classList.toggle("over", left <= 0);
}

const events = new EventSource(`/api/events?community=${room.dataset.community}`);
events.onopen = () => {
  say("");
  refresh();
};
events.onmessage = (message) => {
  if (JSON.parse(message.data).subject === room.dataset.clinic) refresh();
};
events.addEventListener("resync", refresh);
events.onerror = () => say(events.readyState === EventSource.CLOSED ? "Live changes have ended. Reload this page." : "Connection lost. Coming back …");

tick();
setInterval(tick, 1000);
// Whoever keeps the page open is there: asking for it now and then shows that a facilitator is not gone.
setInterval(refresh, 60_000);
