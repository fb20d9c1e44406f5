// `packetman load --find-limit`: clients are added until an expectation breaks, the generator is the bottleneck, or all are connected.

import { check, MEASURES, valueText, type Expectation } from './report/measures.ts';
import type { LoadStep } from './report/page.ts';
import { isBottleneck, type LoadReport } from './report/report.ts';
import type { LoadRun } from './run.ts';

/** The first step, and by how much each next one is larger. */
const CLIENTS_MIN = 100;
const GROWTH = 1.5;

/** The columns of the table of steps. */
const COLUMNS = ['cpu', 'memory', 'tick_p99', 'tick_lateness_p99', 'input_latency_p99'];
const CELL_MIN = '10.0 KiB'.length;

/**
 * @param clientsMax where it ends at the latest
 * @param print takes a line without its end
 * @returns what was measured at each step, one or more
 */
export async function findLimit(
  run: LoadRun,
  clientsMax: number,
  expect: readonly Expectation[],
  print: (line: string) => void,
): Promise<LoadStep[]> {
  const steps: LoadStep[] = [];
  print(row('clients', COLUMNS));
  for (let clients = Math.min(CLIENTS_MIN, clientsMax); ;) {
    const report = await run.step(clients);
    const ok = expect.every((expectation) => check(expectation, report).ok);
    steps.push({ clients, report, ok });
    print(stepRow(clients, report) + (ok ? '' : '  not as expected'));
    if (!ok || isBottleneck(report) || run.isStopped || clients === clientsMax) return steps;
    clients = Math.min(clientsMax, Math.ceil(clients * GROWTH));
  }
}

/** The result of a search, in a sentence. @param isStopped whether it was ended early */
export function limitText(steps: readonly LoadStep[], isStopped: boolean): string {
  const { report, ok, clients } = steps.at(-1)!;
  const good = steps.findLast((step) => step.ok && step.report.seconds > 0)?.clients ?? 0;
  if (isStopped) return `Stopped. No limit up to ${good} clients.`;
  if (!ok) return `The limit is between ${good} and ${clients} clients.`;
  if (isBottleneck(report)) return `The generator is the limit, at ${clients} clients${serverText(report)}.`;
  return `No limit up to ${good} clients.`;
}

/** How busy the server is: it shows whether the server could take more. */
function serverText(report: LoadReport): string {
  const cpu = MEASURES['cpu']!.read(report);
  return cpu === null ? '' : `: the server uses ${valueText('cpu', cpu)} of one core`;
}

function stepRow(clients: number, report: LoadReport): string {
  const values = COLUMNS.map((name) => ({ name, value: MEASURES[name]!.read(report) }));
  return row(
    String(clients),
    values.map(({ name, value }) => (value === null ? '-' : valueText(name, value))),
  );
}

function row(first: string, cells: readonly string[]): string {
  return first.padStart(7) + cells.map((cell, i) => cell.padStart(Math.max(COLUMNS[i]!.length, CELL_MIN) + 2)).join('');
}
