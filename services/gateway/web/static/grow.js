// Makes one part of the page like another, touching only what differs: focus, unfolded parts and texts being written stay.

export function grow(now, next) {
  if (now.nodeName !== next.nodeName || now.id !== next.id) return now.replaceWith(next);
  if (now.nodeType !== Node.ELEMENT_NODE) {
    if (now.data !== next.data) now.data = next.data;
    return;
  }
  if (now.isEqualNode(next)) return;
  for (const { name } of [...now.attributes]) {
    const unfolded = name === "open" && now.matches("details, dialog");
    if (!unfolded && !next.hasAttribute(name)) now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  children(now, next);
}

function children(now, next) {
  const named = new Map([...now.children].filter((one) => one.id).map((one) => [one.id, one]));
  let at = now.firstChild;
  for (const wanted of [...next.childNodes]) {
    // What would have moved up by one is dropped rather than made into its neighbour, where another is named.
    while (at?.id && !next.querySelector(`:scope > #${CSS.escape(at.id)}`)) at = dropped(at);
    const alike = at && !at.id && !wanted.id && at.nodeName === wanted.nodeName ? at : null;
    const same = wanted.id ? named.get(wanted.id) : alike;
    if (!same) now.insertBefore(wanted, at);
    else if (same === at) at = at.nextSibling;
    else now.insertBefore(same, at);
    if (same) grow(same, wanted);
  }
  while (at) at = dropped(at);
}

function dropped(one) {
  const following = one.nextSibling;
  one.remove();
  return following;
}
