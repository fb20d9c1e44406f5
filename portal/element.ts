// Finds and makes elements of a page.

/** @throws Error when the page has no such element */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** A new element. @param classes with spaces between; '' for none */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  classes: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (classes !== '') made.className = classes;
  made.append(...children);
  return made;
}

export function makeLink(href: string, ...children: readonly (Node | string)[]): HTMLAnchorElement {
  const link = make('a', '', ...children);
  link.href = href;
  return link;
}
