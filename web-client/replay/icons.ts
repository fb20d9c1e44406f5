// Pictures on the buttons of a playback: drawn, since the signs for them are coloured pictures on some systems.

const SVG = 'http://www.w3.org/2000/svg';
/** Side of the square in which the paths are. */
const SIDE = 24;

const PATHS = {
  play: 'M7 4v16l13-8z',
  pause: 'M6 4h4v16H6zM14 4h4v16h-4z',
  stepBack: 'M5 4h3v16H5zM20 4v16L9 12z',
  stepOn: 'M16 4h3v16h-3zM4 4v16l11-8z',
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
