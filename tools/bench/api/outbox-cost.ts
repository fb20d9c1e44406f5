// What it costs the game server to hand over its matches: two servers side by side on one core, one with an API and one
// without, with as many clients each.

import { measure } from '../server/measurement.ts';
import { startGame } from '../server/contestants.ts';

export interface OutboxCost {
  /** CPU of the game server in percent of a core: the medians of the rounds. */
  readonly withPercent: number;
  readonly withoutPercent: number;
}

export interface CostPlan {
  /** Of the API, on its internal port. */
  readonly apiUrl: string;
  readonly clients: number;
  /** Of one round. Matches of clients that walk at random last about 45 s. */
  readonly seconds: number;
  readonly rounds: number;
}

export async function outboxCost({ apiUrl, clients, seconds, rounds }: CostPlan): Promise<OutboxCost> {
  const [handing, keeping] = [await startGame('journal', ['--api-url', apiUrl]), await startGame()];
  const percents: { with: number[]; without: number[] } = { with: [], without: [] };
  // All matches begin together: the window begins in the first and contains the end of most.
  const plan = { clients, seconds, settleSeconds: 5 };
  // The first round warms both up.
  for (let round = 0; round <= rounds; round++) {
    const [handed, kept] = await Promise.all([measure(handing, 0, plan), measure(keeping, 0, plan)]);
    if (round === 0) continue;
    percents.with.push(handed.cpuPercent);
    percents.without.push(kept.cpuPercent);
  }
  await Promise.all([handing.end(), keeping.end()]);
  return { withPercent: median(percents.with), withoutPercent: median(percents.without) };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
