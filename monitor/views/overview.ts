// The state of the programs, and charts of the last minutes.

import type { DeskStatus, History, LiveNews, Sample } from '#handover/desk';
import { actionsOf } from '../actions.ts';
import { Chart } from '../chart.ts';
import { CHARTS } from '../charts.ts';
import { listen } from '../desk-api.ts';
import { make, makeButton, makeSelect, labelled, write } from '../element.ts';
import { durationText, msText, percentText } from '../formats.ts';
import { KeyedRows } from '../keyed-rows.ts';
import { nodeTable } from '../node-table.ts';
import type { View } from '../view.ts';
import { WORDS } from '../words.ts';

const RECENT_MAX = 300;
const HOUR_MAX = 360;
const TILES: readonly (readonly [name: keyof typeof WORDS.tiles, text: (sample: Sample) => string])[] = [
  ['players', ({ players }) => String(players)],
  ['bots', ({ bots }) => String(bots)],
  ['rooms', ({ rooms }) => String(rooms)],
  ['connections', ({ connections }) => String(connections)],
  ['tick', ({ tickP99 }) => msText(tickP99)],
  ['cpu', ({ cpu }) => percentText(cpu)],
];

export function overviewView(): View {
  const text = WORDS.overview;
  const { announce, drain } = actionsOf();
  const state = make('dl', 'state');
  const notice = make('p', 'notice', text.waiting);
  notice.setAttribute('role', 'status');
  const tiles = TILES.map(([name]) => make('span', 'figure', WORDS.none, make('small', '', WORDS.tiles[name])));
  const charts = CHARTS.map((described) => new Chart(described));
  const range = makeSelect([
    ['recent', text.minutes],
    ['hour', text.hour],
  ]);
  const errors = new KeyedRows<readonly [string, number]>({
    caption: text.errors,
    columns: [
      { title: text.code, text: ([code]) => code },
      { title: text.count, text: ([, count]) => String(count), classes: 'number' },
    ],
    keyOf: ([code]) => code,
  });
  const noErrors = make('p', 'quiet', text.noErrors);
  const nodes = nodeTable();
  let recent: Sample[] = [];
  let hour: Sample[] = [];

  const draw = (): void => {
    const shown = range.value === 'hour' ? hour : recent;
    for (const chart of charts) chart.show(shown);
    const last = recent.at(-1);
    TILES.forEach(([, textOf], i) => writeFigure(tiles[i]!, last === undefined ? WORDS.none : textOf(last)));
  };
  const showStatus = (status: DeskStatus): void => {
    notice.hidden = status.gameServer.isUp && !status.gameServer.isDraining;
    write(notice, status.gameServer.isUp ? text.draining : WORDS.down);
    showState(state, status);
    nodes.show(status.nodes);
    errors.show(status.gameServer.errors);
    noErrors.hidden = errors.count > 0;
  };
  range.addEventListener('change', draw);
  const stop = listen(
    'live',
    {},
    {
      history(history: History) {
        recent = [...history.recent];
        hour = [...history.hour];
        showStatus(history.status);
        draw();
      },
      sample({ sample, tenSeconds, status }: LiveNews) {
        if (sample !== null) recent.push(sample);
        if (tenSeconds !== null) hour.push(tenSeconds);
        if (recent.length > RECENT_MAX) recent.shift();
        if (hour.length > HOUR_MAX) hour.shift();
        showStatus(status);
        if (!document.hidden) draw();
      },
    },
    () => {
      notice.hidden = false;
      write(notice, WORDS.apiDown);
    },
  );

  const head = make('div', 'head', make('h1', '', WORDS.views.overview), labelled(text.range, range, 'inline'));
  head.append(make('div', 'buttons', makeButton(text.announce, announce), makeButton(text.drain, drain, 'danger')));
  const root = make(
    'section',
    'overview',
    head,
    notice,
    make('div', 'tiles', ...tiles),
    nodes.root,
    make(
      'div',
      'charts',
      ...charts.map(({ root }) => root),
      make('div', 'card', make('h2', '', text.programs), state),
      make('div', 'card', make('h2', '', text.errors), noErrors, errors.table),
    ),
  );
  errors.table.hidden = true;
  const sizes = new ResizeObserver(() => charts.forEach((chart) => chart.fit()));
  sizes.observe(root);
  const scheme = matchMedia('(prefers-color-scheme: light)');
  const recolour = (): void => {
    charts.forEach((chart) => chart.recolour());
    draw();
  };
  scheme.addEventListener('change', recolour);
  return {
    title: WORDS.views.overview,
    root,
    stop() {
      stop();
      sizes.disconnect();
      scheme.removeEventListener('change', recolour);
      charts.forEach((chart) => chart.destroy());
    },
  };
}

/** The figure of a tile stands before its caption. */
function writeFigure(tile: HTMLElement, text: string): void {
  const node = tile.firstChild!;
  if (node.nodeValue !== text) node.nodeValue = text;
}

function showState(list: HTMLElement, { gameServer, bridge }: DeskStatus): void {
  const text = WORDS.overview;
  const { isUp, uptimeSeconds, journal, journalFailures, outboxOldestMs, outboxDropped, roomsFailed, logLinesDropped } =
    gameServer;
  const rows: [string, string, boolean][] = [
    [text.gameServer, isUp ? text.up(durationText(uptimeSeconds * 1000)) : WORDS.down, !isUp],
    [text.journal, text.journals[journal], journal === 'off' || journalFailures > 0],
    [
      text.outbox,
      [
        outboxOldestMs > 0 ? text.outboxOldest(durationText(outboxOldestMs)) : text.outboxEmpty,
        ...(outboxDropped > 0 ? [text.outboxDropped(outboxDropped)] : []),
      ].join(', '),
      outboxDropped > 0 || outboxOldestMs > 60_000,
    ],
    [text.roomsFailed, String(roomsFailed), roomsFailed > 0],
    [text.logDropped, String(logLinesDropped), logLinesDropped > 0],
  ];
  if (bridge !== null)
    rows.push([text.bridge, bridge.isUp ? text.bridgeUp(bridge.tunnels) : text.bridgeDown, !bridge.isUp]);
  const key = JSON.stringify(rows);
  if (list.dataset['shown'] === key) return;
  list.dataset['shown'] = key;
  list.replaceChildren(
    ...rows.flatMap(([name, value, isBad]) => [make('dt', '', name), make('dd', isBad ? 'bad' : '', value)]),
  );
}
