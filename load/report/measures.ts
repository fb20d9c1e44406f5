// The results of a load test as named numbers, and expectations about them: `tick_lateness_p99<8ms`. How they are shown is
// in report.ts and page.ts.

import { percentileBetween } from '#protocol';
import { faultCount, lostCount, type LoadReport } from './report.ts';
import { isSameServer, type ServerStats } from '../server-stats.ts';

export interface Measure {
  readonly unit: 'ms' | '%' | 'KiB' | 'B/s' | '/s' | '';
  readonly meaning: string;
  /** Whether it is asked of the server's admin port. */
  readonly isOfServer?: true;
  /** Whether it measures times of clients: delays by the generator's own stalls are left out of them. */
  readonly isOfTimes?: true;
  /** Null where nothing was measured, as without the admin port. */
  read(report: LoadReport): number | null;
}

/** How values of several nodes are put together: times by the worst, amounts by their sum. */
const worst = (values: readonly number[]): number => Math.max(...values);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** By the names that are used in expectations and in report.json. */
export const MEASURES: Readonly<Record<string, Measure>> = {
  connect_p99: ofTimes('from connecting to the seat', 'connectMs', 'p99'),
  update_interval_p99: ofTimes(
    'between two updates of a client: snapshots, or pieces of the log',
    'updateIntervalMs',
    'p99',
  ),
  input_latency_p50: ofTimes('from an input to the update that has it', 'inputToUpdateMs', 'p50'),
  input_latency_p99: ofTimes('from an input to the update that has it', 'inputToUpdateMs', 'p99'),
  bytes_in: {
    unit: 'B/s',
    meaning: 'bytes a second to a client',
    read: ({ traffic, connected, seconds }) => (seconds === 0 ? null : traffic.bytesIn / connected / seconds),
  },
  pieces_in: {
    unit: '/s',
    meaning: 'pieces of the match log to a client that gets it',
    read: ({ pieces, onLog, seconds }) => (seconds === 0 || onLog === 0 ? null : pieces / onLog / seconds),
  },
  hashes_checked: {
    unit: '',
    meaning: 'hashes of the match log compared with a World of the generator',
    read: ({ onLog, hashesChecked }) => (onLog === 0 ? null : hashesChecked),
  },
  hashes_wrong: {
    unit: '',
    meaning: 'of them, those that differed',
    read: ({ onLog, hashesWrong }) => (onLog === 0 ? null : hashesWrong),
  },
  gap_after_kill_p99: ofEnds('kills', 'killed', 'p99'),
  gap_after_kill_max: ofEnds('kills', 'killed', 'max'),
  gap_after_restart_p50: ofEnds('restarts', 'restarted', 'p50'),
  gap_after_restart_p99: ofEnds('restarts', 'restarted', 'p99'),
  gap_after_restart_max: ofEnds('restarts', 'restarted', 'max'),
  frame_faults: {
    unit: '',
    meaning: 'faults in what several nodes have shown',
    read: (report) => (report.watched.frames === 0 ? null : faultCount(report)),
  },
  lost: { unit: '', meaning: 'clients that were lost or never got a seat', read: lostCount },
  tick_p99: ofServers('ms', 'time to tick all rooms', worst, (after, before) =>
    percentileBetween(before.tickMs, after.tickMs, 99),
  ),
  tick_lateness_p99: ofServers('ms', 'how late ticks began, or would have', worst, (after, before) =>
    percentileBetween(before.latenessMs, after.latenessMs, 99),
  ),
  input_to_wire_p99: ofServers(
    'ms',
    'in the server, from an input to the piece of the log with it',
    worst,
    (after, before) => percentileBetween(before.inputToWireMs, after.inputToWireMs, 99),
  ),
  generator_lag_p99: {
    unit: 'ms',
    meaning: 'how late the generator itself was, at its worst worker',
    read: ({ workers }) => (workers.length === 0 ? null : Math.max(...workers.map(({ loopLagMsP99 }) => loopLagMsP99))),
  },
  ticks_dropped: ofServers(
    '',
    'ticks the server dropped',
    sum,
    (after, before) => after.ticksDropped - before.ticksDropped,
  ),
  cpu: ofServers('%', 'of one core', sum, cpuPercent),
  memory: ofServers('KiB', 'server memory a client', sum, (after, _, idle, { connected }) =>
    isSameServer(idle, after) ? Math.max(0, (after.rssBytes - idle.rssBytes) / 1024 / connected) : null,
  ),
};

/** Processor time between two reads of one server, in percent of one core. */
export function cpuPercent(after: ServerStats, before: ServerStats): number {
  const seconds = after.uptimeSeconds - before.uptimeSeconds;
  return seconds > 0 ? ((after.cpuSeconds - before.cpuSeconds) * 100) / seconds : 0;
}

export interface Expectation {
  /** As it was given. */
  readonly text: string;
  readonly name: string;
  readonly relation: '<' | '<=' | '>' | '>=';
  readonly bound: number;
}

/** @returns the expectation, or what is wrong with the text in one sentence */
export function parseExpectation(text: string): Expectation | { readonly wrong: string } {
  const match = /^(\w+)\s*(<=|<|>=|>)\s*(\d+(?:\.\d+)?)\s*([A-Za-z%/]*)$/.exec(text.trim());
  if (match === null) return { wrong: 'It must be like tick_lateness_p99<8ms.' };
  const [, name = '', relation, bound, unit] = match;
  const measure = Object.hasOwn(MEASURES, name) ? MEASURES[name] : undefined;
  if (measure === undefined) return { wrong: `It must be about one of ${Object.keys(MEASURES).join(', ')}.` };
  if (unit !== '' && unit !== measure.unit) return { wrong: `The unit of ${name} is ${measure.unit || 'none'}.` };
  return { text, name, relation: relation as Expectation['relation'], bound: Number(bound) };
}

/** @returns the value that was measured, and whether it is as expected: what was not measured is not. */
export function check(
  { name, relation, bound }: Expectation,
  report: LoadReport,
): { value: number | null; ok: boolean } {
  const value = MEASURES[name]!.read(report);
  return { value, ok: value !== null && holds(value, relation, bound) };
}

/** A value of the measure of this name, with its unit. */
export function valueText(name: string, value: number | null): string {
  if (value === null) return 'not measured';
  return `${value.toFixed(decimalsOf(value))} ${MEASURES[name]!.unit}`.trim();
}

/** The note beside a value that does not cover the whole window; '' where it does. */
export function markText(
  name: string,
  { stalls, connectsLeftOut }: Pick<LoadReport, 'stalls' | 'connectsLeftOut'>,
): string {
  // Clients connect before the window, in which the stalls are.
  const isTouched = name === 'connect_p99' ? connectsLeftOut > 0 : stalls.length > 0;
  const isPartial = MEASURES[name]!.isOfTimes === true && isTouched;
  return isPartial ? "without the generator's own stalls" : '';
}

/** Decimals to show: three figures of a measured value, none of a count. */
export function decimalsOf(value: number): number {
  if (Number.isInteger(value) || value >= 100) return 0;
  return value < 10 ? 2 : 1;
}

function holds(value: number, relation: Expectation['relation'], bound: number): boolean {
  switch (relation) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

function ofTimes(
  meaning: string,
  name: 'connectMs' | 'updateIntervalMs' | 'inputToUpdateMs',
  percentile: 'p50' | 'p99',
): Measure {
  const read: Measure['read'] = (report) => (report[name].count === 0 ? null : report[name][percentile]);
  return { unit: 'ms', meaning, isOfTimes: true, read };
}

function ofEnds(count: 'kills' | 'restarts', how: string, value: 'p50' | 'p99' | 'max'): Measure {
  const read: Measure['read'] = ({ watched: { gapAfterEndMs, ...counts } }) =>
    counts[count] === 0 || gapAfterEndMs.count === 0 ? null : gapAfterEndMs[value];
  return { unit: 'ms', meaning: `longest time without anything new for a client, after a node was ${how}`, read };
}

/**
 * What is read off the servers' figures. Nodes that were restarted meanwhile, or did not answer, are left out.
 * @param together makes one value of those of several nodes
 */
function ofServers(
  unit: Measure['unit'],
  meaning: string,
  together: (values: readonly number[]) => number,
  read: (after: ServerStats, before: ServerStats, idle: ServerStats, report: LoadReport) => number | null,
): Measure {
  return {
    ...{ unit, meaning, isOfServer: true },
    read(report) {
      const values = report.servers.flatMap(({ idle, before, after }) => {
        if (idle === null || before === null || after === null) return [];
        // Counters of another process have begun anew: there is no difference to take.
        return isSameServer(before, after) ? (read(after, before, idle, report) ?? []) : [];
      });
      return values.length === 0 ? null : together(values);
    },
  };
}
