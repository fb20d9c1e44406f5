// Menus by gamepad: moves the focus among what is shown, presses what has it, and closes dialogs.

import { LEFT, RIGHT, type Direction } from '#simulation';
import { nextBox } from '../input/focus-move.ts';

const FOCUSABLE = 'button, a[href], input, select, textarea, summary, [tabindex="0"]';
/** An attribute of the root element while a gamepad has moved the focus: style sheets show the focus then. */
const BY_PAD = 'byPad';

/** The dialog that is on top; null for none. */
export function openDialog(): HTMLDialogElement | null {
  return [...document.querySelectorAll<HTMLDialogElement>('dialog[open]')].at(-1) ?? null;
}

/** To the element in a direction. Left and right change the value of a list or a slider instead. */
export function moveFocus(direction: Direction): void {
  document.documentElement.dataset[BY_PAD] = '';
  const shown = focusableIn(openDialog() ?? document.body);
  const { activeElement } = document;
  const at = shown.findIndex((each) => each === activeElement);
  if (at < 0) return focus(shown[0]);
  if ((direction === LEFT || direction === RIGHT) && changeValue(shown[at]!, direction === RIGHT ? 1 : -1)) return;
  const boxes = shown.map((each) => each.getBoundingClientRect());
  focus(shown[nextBox(boxes[at]!, boxes, direction)]);
}

/** Presses the element that has the focus, or focuses the first one. */
export function pressFocused(): void {
  const { activeElement } = document;
  const root = openDialog() ?? document.body;
  if (activeElement instanceof HTMLElement && activeElement !== document.body && root.contains(activeElement)) {
    activeElement.click();
  } else focus(focusableIn(root)[0]);
}

/** Closes a dialog as Escape does. */
export function cancelDialog(dialog: HTMLDialogElement): void {
  if (dialog.dispatchEvent(new Event('cancel', { cancelable: true }))) dialog.close();
}

/** Keys and pointers show the focus in their own way. */
export function listenToOtherInput(): void {
  for (const type of ['keydown', 'pointerdown']) {
    window.addEventListener(type, () => delete document.documentElement.dataset[BY_PAD], { capture: true });
  }
}

function focusableIn(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (each) => !(each as HTMLButtonElement).disabled && each.getClientRects().length > 0,
  );
}

function focus(element: HTMLElement | undefined): void {
  element?.focus();
  element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** @returns whether the element has a value that moves */
function changeValue(element: HTMLElement, by: 1 | -1): boolean {
  if (element instanceof HTMLSelectElement) {
    const to = element.selectedIndex + by;
    if (element.options[to] === undefined) return true;
    element.selectedIndex = to;
  } else if (element instanceof HTMLInputElement && element.type === 'range') {
    if (by > 0) element.stepUp();
    else element.stepDown();
  } else return false;
  element.dispatchEvent(new Event('input', { bubbles: true }));
  element.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}
