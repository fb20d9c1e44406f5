// The table of a run: figures of the contestants set against each other, beside the goals.

import type { Measurement } from './measurement.ts';

/** Measurements of one round, by the contestant's name. */
export type Round = Readonly<Record<ContestantName, Measurement>>;

export type ContestantName =
  | 'null 20'
  | 'null 60'
  | 'relay'
  | 'snapshots 20'
  | 'snapshots 60'
  | 'log'
  | 'log, no journal';

interface Row {
  readonly figure: string;
  /** '' for a figure that is only compared with others. */
  readonly goal: string;
  readonly decimals: number;
  /** Null where it was not measured. */
  read(round: Round): number | null;
  /** Of a ratio: its numerator and denominator, whose least values are compared too. */
  readonly parts?: readonly [(round: Round) => number, (round: Round) => number];
}

const ROWS: readonly Row[] = [
  ratio('CPU a frame, snapshots 20 / null 20', '<= 1.3', cpuPerFrame('snapshots 20'), cpuPerFrame('null 20')),
  ratio('CPU a frame, snapshots 60 / null 60', '', cpuPerFrame('snapshots 60'), cpuPerFrame('null 60')),
  ratio('CPU, log / null 20', '<= 0.9', cpu('log'), cpu('null 20')),
  ratio('CPU, log / null 60', '<= 0.42', cpu('log'), cpu('null 60')),
  ratio('CPU, relay / null 20', '', cpu('relay'), cpu('null 20')),
  ratio('CPU, relay / null 60', '', cpu('relay'), cpu('null 60')),
  ratio('CPU, log / relay', '', cpu('log'), cpu('relay')),
  ratio('CPU, log / log without journal', '<= 1.03', cpu('log'), cpu('log, no journal')),
  plain('bytes a second to a client, log', '<= 300', 0, (round) => round.log.bytesIn),
  plain('bytes a second to a client, snapshots 20', '', 0, (round) => round['snapshots 20'].bytesIn),
  plain('bytes a second to a client, snapshots 60', '', 0, (round) => round['snapshots 60'].bytesIn),
  plain('input to wire p99, log [ms]', '< 18', 1, (round) => round.log.inputToWireMsP99),
  plain('lateness p99, log [ms]', '< 4', 2, (round) => round.log.latenessMsP99),
  plain('lateness p99, snapshots 20 [ms]', '', 2, (round) => round['snapshots 20'].latenessMsP99),
  plain('lateness p99, snapshots 60 [ms]', '', 2, (round) => round['snapshots 60'].latenessMsP99),
];

/**
 * The table of all rounds as lines of Markdown. A median of an even number of values is the lower one of the middle.
 * @param memoryKib of the game server, a client
 */
export function tableLines(rounds: readonly Round[], memoryKib: number): string[] {
  const head = ['| figure | goal | median | least to least | rounds |', '|---|---|---:|---:|---|'];
  const memory = `| KiB a client, game server |  | ${memoryKib.toFixed(1)} |  |  |`;
  return [...head, ...ROWS.map((row) => rowLine(row, rounds)), memory];
}

function rowLine({ figure, goal, decimals, read, parts }: Row, rounds: readonly Round[]): string {
  const values = rounds.map(read).filter((value) => value !== null);
  const text = (value: number) => value.toFixed(decimals);
  const median = values.length === 0 ? 'not measured' : text(medianOf(values));
  const least = parts === undefined ? '' : text(leastOf(rounds, parts[0]) / leastOf(rounds, parts[1]));
  return `| ${[figure, goal, median, least, values.map(text).join(', ')].join(' | ')} |`;
}

function ratio(figure: string, goal: string, one: (round: Round) => number, other: (round: Round) => number): Row {
  return { figure, goal, decimals: 2, read: (round) => one(round) / other(round), parts: [one, other] };
}

function plain(figure: string, goal: string, decimals: number, read: Row['read']): Row {
  return { figure, goal, decimals, read };
}

function cpu(name: ContestantName) {
  return (round: Round) => round[name].cpuPercent;
}

function cpuPerFrame(name: ContestantName) {
  return (round: Round) => round[name].cpuPercent / round[name].framesIn;
}

export function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[(values.length - 1) >> 1]!;
}

function leastOf(rounds: readonly Round[], read: (round: Round) => number): number {
  return Math.min(...rounds.map(read));
}
