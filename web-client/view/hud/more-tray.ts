// The buttons of a match that are seldom needed. On phones they are in a tray that a button opens, so that the maze and the
// players have more room. Elsewhere the style sheet shows them in the row, and hides the button.

import { button, element } from '../element.ts';

/** Opens and closes the tray, for as long as the page is there. */
export function listenToMoreTray(): void {
  const tray = element('more-tray', HTMLElement);
  const toggle = button('more-toggle', () => open(toggle.ariaExpanded !== 'true'));
  const open = (isOpen: boolean): void => {
    toggle.ariaExpanded = String(isOpen);
  };
  tray.addEventListener('click', ({ target }) => {
    // A button that is on or off shows what the press has changed.
    if (target instanceof Element && target.closest('button:not([aria-pressed])') !== null) open(false);
  });
  tray.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || toggle.ariaExpanded !== 'true') return;
    event.stopPropagation();
    open(false);
    toggle.focus();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !toggle.contains(target) && !tray.contains(target)) open(false);
  });
}
