// Pictures on the buttons of a playback and of practice: drawn, since the signs for them are coloured pictures on some systems.

import { make, makeButton } from '../view/element.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** Side of the square in which the paths are. */
const SIDE = 24;

const PATHS = {
  play: 'M7 4v16l13-8z',
  pause: 'M6 4h4v16H6zM14 4h4v16h-4z',
  stepBack: 'M5 4h3v16H5zM20 4v16L9 12z',
  stepOn: 'M16 4h3v16h-3zM4 4v16l11-8z',
  rewind: 'M12 5v14l-9-7zM21 5v14l-9-7z',
  targets:
    'M11 2h2v3.1A7 7 0 0 1 18.9 11H22v2h-3.1A7 7 0 0 1 13 18.9V22h-2v-3.1A7 7 0 0 1 5.1 13H2v-2h3.1A7 7 0 0 1 11 5.1zM12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 3a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
} as const;

export type Icon = keyof typeof PATHS;

export function iconOf(icon: Icon): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${SIDE} ${SIDE}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[icon]);
  svg.append(path);
  return svg;
}

/** A button with a picture and words, of which a style sheet may leave the picture alone. */
export function iconButton(icon: Icon, label: string, press: () => void): HTMLButtonElement {
  const made = makeButton('', press, 'tool');
  relabel(made, icon, label);
  return made;
}

/** Writes another picture and other words on such a button. */
export function relabel(button: HTMLButtonElement, icon: Icon, label: string): void {
  button.replaceChildren(iconOf(icon), make('span', '', label));
}
