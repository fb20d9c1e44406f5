// A line at the edge of the window that goes away by itself: what has come of a question to the operator.

import { element, write } from './element.ts';

const TOAST_MS = 6000;
let timer = 0;

/** Says something for a moment. */
export function say(text: string): void {
  const toast = element('toast');
  write(toast, text);
  toast.classList.add('shown');
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    toast.classList.remove('shown');
    write(toast, '');
  }, TOAST_MS);
}
