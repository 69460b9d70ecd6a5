// Half-typed texts stay with this tab until they are sent: through changes of step, reloads and lost connections.

const FIELDS = "form textarea, form select, form input:not([type=hidden])";

const restored = new Set();

function prefix(room) {
  return `convene ${room.dataset.me} ${room.dataset.clinic} `;
}

// A page without storage, as some browsers keep it, only keeps less.
function storage() {
  try {
    return sessionStorage;
  } catch {
    return { length: 0, key() {}, getItem: () => null, setItem() {}, removeItem() {} };
  }
}

export function keep(room, field) {
  if (!field.id || !field.matches(FIELDS) || !field.closest("form[data-draft], form[data-typed]")) return;
  restored.delete(field.id);
  const value = field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value;
  try {
    if (value === (field.defaultValue ?? "")) storage().removeItem(prefix(room) + field.id);
    else storage().setItem(prefix(room) + field.id, JSON.stringify({ value, what: called(field) }));
  } catch {
    // It is full: what was kept before stays.
  }
}

// What a text is, should its form be gone when it is shown again. A choice alone is not shown then.
function called(field) {
  if (field.matches("select, [type=checkbox]")) return "";
  return field.dataset.what ?? field.labels?.[0]?.textContent.trim() ?? "";
}

function read(key) {
  try {
    const { value = "", what = "" } = JSON.parse(storage().getItem(key));
    return { value: String(value), what };
  } catch {
    return { value: "", what: "" };
  }
}

export function forget(room, form) {
  for (const field of form.querySelectorAll(FIELDS)) {
    restored.delete(field.id);
    storage().removeItem(prefix(room) + field.id);
  }
}

// What was kept goes into its fields again. A text whose form is not offered now is shown beside, to be copied or thrown away.
export function bringBack(room) {
  const start = prefix(room);
  const orphans = [];
  for (const key of Object.keys(storage()).filter((one) => one.startsWith(start))) {
    const id = key.slice(start.length);
    const { value, what } = read(key);
    const field = document.getElementById(id);
    if (!field) {
      if (what && value.trim()) orphans.push([key, what, value]);
    } else if (field.type === "checkbox") field.checked = value === "yes";
    else if (field.matches("select")) {
      if ([...field.options].some((option) => option.value === value)) field.value = value;
    } else if (field !== document.activeElement && (field.value !== value || restored.has(id))) {
      field.value = value;
      restored.add(id);
      note(field);
    }
  }
  beside(orphans);
}

function note(field) {
  field.closest("details")?.setAttribute("open", "");
  const form = field.form;
  if (form.querySelector(".kept-note")) return;
  const said = document.createElement("p");
  said.className = "note kept-note";
  said.textContent = document.querySelector("#not-sent").dataset.still;
  field.before(said);
}

function beside(orphans) {
  const place = document.querySelector("#not-sent");
  if (!place) return;
  place.hidden = !orphans.length;
  for (const one of [...place.querySelectorAll("[data-key]")]) if (!orphans.some(([key]) => key === one.dataset.key)) one.remove();
  for (const [key, what, value] of orphans) {
    if ([...place.children].some((one) => one.dataset.key === key)) continue;
    const one = document.createElement("div");
    one.dataset.key = key;
    const label = document.createElement("p");
    label.className = "by";
    label.textContent = place.dataset.what.replace("{what}", what);
    const text = document.createElement("p");
    text.className = "text";
    text.dir = "auto";
    text.textContent = value;
    const away = document.createElement("button");
    away.type = "button";
    away.className = "second";
    away.textContent = place.dataset.away;
    away.addEventListener("click", () => {
      storage().removeItem(key);
      one.remove();
      place.hidden = !place.querySelector("[data-key]");
      (document.querySelector("#room textarea") ?? document.querySelector("#main")).focus();
    });
    one.append(label, text, away);
    place.append(one);
  }
}
