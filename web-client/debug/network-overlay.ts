// The overlay of F3: the state of the connection and of the netcode, as numbers and small graphs.

import { CORRECTION_PIXELS } from '../netcode/match-figures.ts';
import type { Vitals } from '../netcode/link-health.ts';
import { element } from '../view/element.ts';
import type { FrameTimes } from './frame-times.ts';
import { History } from './history.ts';

/** Sampled this often: twenty seconds fit into a graph. */
const SAMPLE_MS = 250;
const SAMPLES = 80;
const TICK_MS = 1000 / 60;
const GRAPH = { width: SAMPLES, height: 18, colour: '#ffd23f' } as const;

interface Row {
  readonly label: string;
  readonly unit: string;
  /** The value at this moment; `seconds` have passed since the last sample. */
  readonly sample: (vitals: Vitals, seconds: number) => number;
  readonly digits: number;
}

export class NetworkOverlay {
  private readonly panel = element('network', HTMLElement);
  private readonly shown: { readonly row: Row; readonly history: History; readonly draw: () => void }[];
  private sampledMs = 0;

  constructor(times: FrameTimes) {
    this.shown = rowsFor(times).map((row) => {
      const history = new History(SAMPLES);
      return { row, history, draw: addRow(this.panel, row, history) };
    });
  }

  toggle(): void {
    this.panel.hidden = !this.panel.hidden;
  }

  /** Call once a frame. Samples while hidden too, so that the graphs are full when it is shown. */
  update(vitals: Vitals, nowMs: number): void {
    const seconds = (nowMs - this.sampledMs) / 1000;
    if (seconds * 1000 < SAMPLE_MS) return;
    this.sampledMs = nowMs;
    for (const { row, history, draw } of this.shown) {
      history.add(row.sample(vitals, seconds));
      if (!this.panel.hidden) draw();
    }
  }
}

function rowsFor(times: FrameTimes): readonly Row[] {
  const { small, large } = CORRECTION_PIXELS;
  return [
    { label: 'Round trip', unit: 'ms', digits: 0, sample: ({ roundTripMs }) => roundTripMs },
    { label: 'Jitter', unit: 'ms', digits: 0, sample: ({ jitterMs }) => jitterMs },
    { label: 'Input lead', unit: 'ms', digits: 0, sample: ({ leadTicks }) => leadTicks * TICK_MS },
    { label: 'Last update', unit: 'ms', digits: 0, sample: ({ updateAgeMs }) => updateAgeMs },
    { label: 'Late inputs', unit: '', digits: 0, sample: ({ figures }) => figures.lateInputs },
    { label: `Corrections > ${small} px`, unit: '', digits: 0, sample: ({ figures }) => figures.smallCorrections },
    { label: `Corrections > ${large} px`, unit: '', digits: 0, sample: ({ figures }) => figures.largeCorrections },
    { label: 'Wrong hashes', unit: '', digits: 0, sample: ({ figures }) => figures.wrongHashes },
    { label: 'Redirects', unit: '', digits: 0, sample: ({ redirects }) => redirects },
    { label: 'In', unit: 'KiB/s', digits: 2, sample: rate(({ traffic }) => traffic.bytesIn) },
    { label: 'Out', unit: 'KiB/s', digits: 2, sample: rate(({ traffic }) => traffic.bytesOut) },
    { label: 'Frame, p99', unit: 'ms', digits: 1, sample: () => times.intervalMs.quantile(0.99) },
    { label: 'Netcode, p99', unit: 'ms', digits: 2, sample: () => times.workMs.quantile(0.99) },
  ];
}

/** A count of bytes as KiB a second. A new session counts from 0. */
function rate(bytesOf: (vitals: Vitals) => number): Row['sample'] {
  let before = 0;
  return (vitals, seconds) => {
    const bytes = bytesOf(vitals);
    const passed = Math.max(0, bytes - before);
    before = bytes;
    return passed / 1024 / seconds;
  };
}

/** @returns what shows the newest value. */
function addRow(panel: HTMLElement, { label, unit, digits }: Row, history: History): () => void {
  const name = document.createElement('span');
  const value = document.createElement('output');
  const graph = document.createElement('canvas');
  graph.width = GRAPH.width;
  graph.height = GRAPH.height;
  name.textContent = label;
  panel.append(name, value, graph);
  const context = graph.getContext('2d')!;
  return () => {
    value.textContent = `${history.last.toFixed(digits)} ${unit}`;
    drawGraph(context, history.values);
  };
}

function drawGraph(context: CanvasRenderingContext2D, values: readonly number[]): void {
  const { width, height, colour } = GRAPH;
  const most = Math.max(1, ...values);
  context.clearRect(0, 0, width, height);
  context.fillStyle = colour;
  values.forEach((value, i) => {
    const tall = Math.max(1, Math.round((value / most) * height));
    context.fillRect(width - values.length + i, height - tall, 1, tall);
  });
}
