// A line chart as SVG in a figure, drawn without a library: a page with it is whole in itself.

export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly xUnit: string;
  readonly x: readonly number[];
  /** Null where nothing was measured: the line has a gap there. */
  readonly lines: readonly { readonly name: string; readonly y: readonly (number | null)[] }[];
}

const WIDTH = 520;
const HEIGHT = 220;
const LEFT = 48;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 26;
const COLOURS = ['#ffe14d', '#4dd8ff', '#ff8ad1'];
const GRID_LINES = 4;

export function chart({ title, unit, xUnit, x, lines }: Chart): string {
  const xMax = Math.max(1, ...x);
  const yStep = niceStep(Math.max(0, ...lines.flatMap(({ y }) => y.map((value) => value ?? 0))) / GRID_LINES);
  const yMax = yStep * GRID_LINES;
  const atX = (value: number) => LEFT + (value / xMax) * (WIDTH - LEFT - RIGHT);
  const atY = (value: number) => HEIGHT - BOTTOM - (value / yMax) * (HEIGHT - TOP - BOTTOM);

  const grid = Array.from({ length: GRID_LINES + 1 }, (_, i) => {
    const y = atY(i * yStep).toFixed(1);
    const label = `<text x="${LEFT - 6}" y="${y}" dy="4" text-anchor="end">${short(i * yStep)}</text>`;
    return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="#2b2b55"/>${label}`;
  });
  const xStep = niceStep(xMax / GRID_LINES);
  const xLabels = Array.from({ length: Math.floor(xMax / xStep) + 1 }, (_, i) => {
    const anchor = i === 0 ? 'start' : 'middle';
    return `<text x="${atX(i * xStep).toFixed(1)}" y="${HEIGHT - 8}" text-anchor="${anchor}">${short(i * xStep)}${i === 0 ? ` ${xUnit}` : ''}</text>`;
  });
  const paths = lines.map(({ y }, i) => {
    const path = pathOf(
      x.map(atX),
      y.map((value) => (value === null ? null : atY(value))),
    );
    return `<path d="${path}" fill="none" stroke="${COLOURS[i]}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`;
  });
  const legend = lines.map(({ name }, i) => `<i style="--color:${COLOURS[i]}">${name.replaceAll('_', ' ')}</i>`);
  return `<figure><figcaption><b>${title}${unit && `, ${unit}`}</b>${legend.join('')}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${[...grid, ...xLabels, ...paths].join('')}</svg></figure>`;
}

function pathOf(x: readonly number[], y: readonly (number | null)[]): string {
  let path = '';
  let command = 'M';
  for (const [i, value] of y.entries()) {
    if (value === null) {
      command = 'M';
      continue;
    }
    path += `${command}${x[i]!.toFixed(1)},${value.toFixed(1)}`;
    command = 'L';
  }
  return path;
}

/** 1, 2 or 5 times a power of ten, at least this much. */
function niceStep(least: number): number {
  if (least <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10);
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
