// What draws the charts of a report in the browser, with uPlot: `charts` are those of chart.ts. Colours are the page's
// own, so that they follow its light and dark.

export const CHART_SCRIPT = `
const COLOURS = ['--first', '--second'];
const HEIGHT = 200;
const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const short = (value) => String(Number(value.toPrecision(3)));

function axis(extra) {
  const line = { stroke: colourOf('--line'), width: 1 };
  return { stroke: colourOf('--dim'), font: '12px system-ui', grid: line, ticks: line, ...extra };
}

function shade(u, gaps) {
  u.ctx.save();
  u.ctx.fillStyle = colourOf('--gap');
  for (const { fromSeconds, toSeconds } of gaps) {
    const [from, to] = [fromSeconds, toSeconds].map((at) => u.valToPos(at, 'x', true));
    u.ctx.fillRect(from, u.bbox.top, Math.max(1, to - from), u.bbox.height);
  }
  u.ctx.restore();
}

function optionsOf({ kind, unit, xUnit, x, lines, gaps = [] }, width) {
  const isBars = kind === 'bars';
  // Bars stand side by side, each named by the time it begins at.
  const xText = (value) => (isBars ? (x[value] === undefined ? '' : short(x[value])) : short(value));
  const withUnit = (text, unit) => (text === '' ? '' : unit === '' ? text : text + ' ' + unit);
  return {
    width,
    height: HEIGHT,
    hooks: { drawClear: [(u) => shade(u, gaps)] },
    // A label is as wide on the right of its mark as on the left.
    padding: [null, 28, null, null],
    scales: {
      x: { time: false, range: isBars ? [-0.5, x.length - 0.5] : (u, min, max) => [Math.min(0, min ?? 0), max || 1] },
      y: { range: (u, min, max) => [0, (max || 1) * 1.08] },
    },
    axes: [
      axis({ values: (u, splits) => splits.map((at) => withUnit(xText(at), xUnit === 'clients' ? '' : xUnit)), space: 80 }),
      axis({ values: (u, splits) => splits.map(short), size: 52 }),
    ],
    series: [
      { label: xUnit === 's' ? 'after' : isBars ? 'from' : 'at', value: (u, at) => (at === null ? '–' : withUnit(xText(at), xUnit)) },
      ...lines.map(({ name }, i) => ({
        label: name,
        stroke: colourOf(COLOURS[i]),
        width: isBars ? 0 : 2,
        fill: isBars ? colourOf(COLOURS[i]) : undefined,
        paths: isBars ? uPlot.paths.bars({ size: [0.9, 60] }) : undefined,
        points: { show: !isBars && x.length < 20 },
        value: (u, value) => (value === null ? '–' : withUnit(short(value), unit)),
      })),
    ],
  };
}

function drawAll() {
  for (const [i, box] of document.querySelectorAll('.chart').entries()) {
    const { kind, x, lines } = charts[i];
    box.replaceChildren();
    box.classList.toggle('one', lines.length === 1);
    if (x.length === 0) continue;
    new uPlot(optionsOf(charts[i], box.clientWidth), [kind === 'bars' ? x.map((_, i) => i) : x, ...lines.map(({ y }) => y)], box);
  }
}

drawAll();
addEventListener('resize', drawAll);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
`;
