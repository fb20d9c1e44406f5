// The buttons that open the settings, on each screen that has one. The settings are loaded when they are first opened.

import { words } from '../../language/language.ts';
import { make } from '../element.ts';
import type { Toast } from '../hud/toast.ts';
import type { SettingsPage } from './settings-section.ts';

const MARKED = 'button[data-opens-settings]';
const SVG = 'http://www.w3.org/2000/svg';
/** A wheel with eight teeth, in a square of 24. */
const WHEEL =
  'M10.3 2h3.4l.5 2.7 1.6.7 2.3-1.6 2.4 2.4-1.6 2.3.7 1.6 2.4.5v3.4l-2.7.5-.7 1.6 1.6 2.3-2.4 2.4-2.3-1.6-1.6.7-.5 2.4h-3.4l-.5-2.7-1.6-.7-2.3 1.6-2.4-2.4 1.6-2.3-.7-1.6L2 13.7v-3.4l2.7-.5.7-1.6-1.6-2.3 2.4-2.4 2.3 1.6 1.6-.7zM12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z';

/** Each button with `data-opens-settings` opens them, those that are made later, too. */
export function listenToSettingsButtons(page: SettingsPage, toast: Toast): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>(MARKED)) dress(button);
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest(MARKED) !== null) void openSettings(page, toast);
  });
}

/** A button that opens the settings, for a screen that is not in index.html. */
export function settingsButton(): HTMLButtonElement {
  const button = make('button', 'gear');
  button.type = 'button';
  button.dataset['opensSettings'] = '';
  dress(button);
  return button;
}

function dress(button: HTMLButtonElement): void {
  button.append(wheel());
  button.ariaLabel = button.title = words().settings.title;
}

async function openSettings(page: SettingsPage, toast: Toast): Promise<void> {
  try {
    (await import('./settings-screen.ts')).openSettings(page);
  } catch {
    toast.say(words().settings.notLoaded);
  }
}

function wheel(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', WHEEL);
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}
