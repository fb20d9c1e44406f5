// Texts of strangers in a page.

import { visibleText } from './shown-text.ts';

/** Nothing in the text is markup, and nothing in it is invisible. */
export function escapeHtml(text: string): string {
  return visibleText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * A name within a line: whatever its direction of writing, it does not change what stands around it. A long one is cut where
 * the page has no room for it.
 */
export function nameHtml(name: string): string {
  const text = escapeHtml(name);
  return `<bdi title="${text}">${text}</bdi>`;
}
