// Puts what others said into the page at once. What this visitor may do with it comes when the page is fetched again.

export function put(room, { id, step, about, html }) {
  if (document.getElementById(id)) return true;
  const made = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  if (about) {
    const spoken = room.querySelector(`#${CSS.escape(about)}`)?.closest("article");
    spoken?.append(made);
    return Boolean(spoken);
  }
  let last = room.querySelector(`[data-part="said"] h2[data-step="${CSS.escape(step)}"]`);
  if (!last) return false;
  while (last.nextElementSibling?.matches("article")) last = last.nextElementSibling;
  last.after(made);
  return true;
}
