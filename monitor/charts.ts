// The charts of the overview.

import type { Sample } from '#handover/desk';
import type { ChartDescription } from './chart.ts';
import { bytesText, msText, percentText } from './formats.ts';
import { WORDS } from './words.ts';

const MS_OF_TICK = 1000 / 60;

const countText = (value: number | null) => (value === null ? WORDS.none : String(Math.round(value * 10) / 10));
const rateText = (value: number | null) => (value === null ? WORDS.none : bytesText(value));
const shareText = (value: number | null) => (value === null ? WORDS.none : percentText(value));
const { charts: text } = WORDS;

export const CHARTS: readonly ChartDescription<Sample>[] = [
  {
    title: text.tick,
    least: 4,
    limit: MS_OF_TICK,
    lines: [
      { title: text.p99, value: ({ tickP99 }) => tickP99, text: msText },
      { title: text.p50, value: ({ tickP50 }) => tickP50, text: msText },
    ],
  },
  {
    title: text.lateness,
    least: 4,
    limit: MS_OF_TICK,
    lines: [
      { title: text.p99, value: ({ latenessP99 }) => latenessP99, text: msText },
      { title: text.p50, value: ({ latenessP50 }) => latenessP50, text: msText },
    ],
  },
  {
    title: text.players,
    least: 10,
    lines: [
      { title: text.humans, value: ({ players }) => players, text: countText },
      { title: text.bots, value: ({ bots }) => bots, text: countText },
    ],
  },
  {
    title: text.bytes,
    least: 10_000,
    lines: [
      { title: text.out, value: ({ bytesOut }) => bytesOut, text: rateText },
      { title: text.in, value: ({ bytesIn }) => bytesIn, text: rateText },
    ],
  },
  {
    title: text.faults,
    least: 5,
    lines: [
      { title: text.errors, value: ({ errors }) => errors, text: countText },
      { title: text.dropped, value: ({ ticksDropped }) => ticksDropped, text: countText },
    ],
  },
  {
    title: text.cpu,
    least: 0.5,
    lines: [
      { title: text.core, value: ({ cpu }) => cpu, text: shareText },
      { title: text.memory, value: ({ rssBytes }) => rssBytes, text: rateText, isRight: true },
    ],
  },
  {
    title: text.disk,
    least: 10,
    lines: [
      { title: text.outbox, value: ({ outboxCount }) => outboxCount, text: countText },
      { title: text.journal, value: ({ journalBytes }) => journalBytes, text: rateText, isRight: true },
    ],
  },
];
