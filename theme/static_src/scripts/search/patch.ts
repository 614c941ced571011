/**
 * Make a tree say what another says, and leave every node that says it already.
 *
 * Ours, and not idiomorph, which is six times the bytes and moves nodes that can stay (docs/decisions/0015).
 */

/** Set by the reader or by a script, not by the server. */
const KEPT = ["open", "aria-busy"];

export function patch(old: Element, fresh: Element): void {
  if (old.isEqualNode(fresh) || old.hasAttribute("hx-preserve")) return;
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !KEPT.includes(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  patchChildren(old, fresh);
}

function patchChildren(old: Element, fresh: Element): void {
  const twins = pair(old, fresh);
  const staying = new Set(twins.values());
  for (const node of [...old.childNodes]) if (!staying.has(node)) node.remove();
  let place = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const twin = twins.get(node);
    if (twin && twin === place) place = twin.nextSibling;
    else old.insertBefore(twin ?? node, place);
    if (twin instanceof Element && node instanceof Element) patch(twin, node);
    else if (twin && twin.nodeValue !== node.nodeValue) twin.nodeValue = node.nodeValue;
  }
}

/** Pair new children with old ones: those with ids by these, the others in their order between them. */
function pair(old: Element, fresh: Element): Map<ChildNode, ChildNode> {
  const twins = new Map<ChildNode, ChildNode>();
  const used = new Set<ChildNode>();
  let next = old.firstChild;
  for (const node of fresh.childNodes) {
    const ids = idsIn(node);
    const twin = ids.length ? holder(old, ids) : nextWithoutId(next, node.nodeName, used);
    if (!twin || used.has(twin) || twin.nodeName !== node.nodeName) continue;
    twins.set(node, twin);
    used.add(twin);
    next = twin.nextSibling;
  }
  return twins;
}

function idsIn(node: Node): string[] {
  if (!(node instanceof Element)) return [];
  const inside = [...node.querySelectorAll("[id]")].map(({ id }) => id);
  return node.id ? [node.id, ...inside] : inside;
}

/** The child that is, or holds, an element with one of these ids. */
function holder(parent: Element, ids: string[]): ChildNode | null {
  for (const id of ids) {
    let found = document.getElementById(id);
    while (found && found.parentElement !== parent) found = found.parentElement;
    if (found) return found;
  }
  return null;
}

/** The first such node from here on, but before one with an id, which has a twin of its own. */
function nextWithoutId(from: ChildNode | null, name: string, used: Set<ChildNode>): ChildNode | null {
  for (let node = from; node && !idsIn(node).length; node = node.nextSibling) {
    if (node.nodeName === name && !used.has(node)) return node;
  }
  return null;
}
