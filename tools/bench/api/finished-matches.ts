// Matches that game servers hand over at a steady rate: each is one match of a minute, which another player has played.

import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  encodeFinishedMatch,
  encodeRecords,
  internalBearer,
  readAnswers,
  RECORDS_PATH,
  RECORDS_TYPE,
  type FinishedMatch,
} from '#handover';
import {
  aiWish,
  canSteer,
  createMatch,
  isPresent,
  matchSettings,
  ReplayRecorder,
  Statistics,
  stepMatch,
  wishOf,
  worldOf,
  type Input,
} from '#simulation';
import type { ApiProcess } from './api-process.ts';
import { playerId, playerName } from './million-rows.ts';

const MATCH_TICKS = 3600;
/** Every so manieth match is looked for in the history of its player until it is there. */
const WATCHED_EACH = 10;
const LOOK_MS = 20;
const PATIENCE_MS_MAX = 60_000;

/** A minute of `classic`, played by AI. */
export function minuteMatch(): FinishedMatch {
  const match = createMatch(matchSettings({ mode: 'classic', seed: 1 }));
  const recorder = new ReplayRecorder(match);
  const statistics = new Statistics(1);
  recorder.noteSeat(0, 'human', playerId(0));
  while (match.tick < MATCH_TICKS) {
    const inputs = inputsOf(worldOf(match, 0), match.tick);
    recorder.noteInputs(inputs);
    stepMatch(match, inputs);
    recorder.ticked();
    statistics.record(match);
  }
  const { level, score, cleared, seats } = statistics.results(match, [0]);
  const endedMs = Date.now();
  const named = seats.map(({ place, score: own }) => ({ name: playerId(0), place, score: own }));
  const result = { level, score, cleared, seats: named };
  return {
    ...{ id: '', epoch: 0, node: 'bench', kind: 'casual', dailyDate: null, listed: true, endedMs },
    recorded: recorder.finish({ playedAtMs: endedMs, listed: true, result })!,
    seats: seats.map((row) => ({
      ...row,
      ...{ name: playerId(0), driver: 'human', version: '', player: null, sinceTick: 0, untilTick: match.tick },
      ...{ isFirst: true, standInTicks: 0 },
    })),
  };
}

function inputsOf(world: Parameters<typeof aiWish>[0], tick: number): Input[] {
  if (!isPresent(world, 0)) return [{ kind: 'enter', seat: 0 }];
  if (!canSteer(world, 0)) return [];
  const direction = aiWish(world, 0, 'hard');
  return direction === wishOf(world, 0) ? [] : [{ kind: 'wish', seat: 0, sequence: tick, direction }];
}

export interface Finishing {
  readonly api: ApiProcess;
  readonly key: Buffer;
  readonly match: FinishedMatch;
  /** They finish matches in turn. */
  readonly players: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** From handing a match over to when it is in the tables. */
export interface Delays {
  readonly count: number;
  readonly p50Ms: number;
  readonly maxMs: number;
}

export async function finishSteadily({ api, key, match, players, perSecond, seconds }: Finishing): Promise<Delays> {
  const delays: Promise<number>[] = [];
  const startMs = performance.now();
  for (let i = 0; i < perSecond * seconds; i++) {
    await wait(Math.max(0, startMs + (i * 1000) / perSecond - performance.now()));
    const player = i % players;
    const id = randomBytes(16).toString('hex');
    const sentMs = performance.now();
    await handOver(api, key, {
      ...{ ...match, id, endedMs: Date.now() },
      seats: match.seats.map((seat) => ({ ...seat, player: { kind: 'user', id: playerId(player) } })),
    });
    if (i % WATCHED_EACH === 0) delays.push(shownAfter(api, player, id, sentMs));
  }
  const sorted = (await Promise.all(delays)).toSorted((a, b) => a - b);
  return { count: sorted.length, p50Ms: sorted[Math.floor(sorted.length / 2)]!, maxMs: sorted.at(-1)! };
}

async function handOver(api: ApiProcess, key: Buffer, match: FinishedMatch): Promise<void> {
  const response = await fetch(api.internalUrl + RECORDS_PATH, {
    method: 'POST',
    headers: { authorization: internalBearer(key), 'content-type': RECORDS_TYPE },
    body: encodeRecords([{ kind: 'match', bytes: encodeFinishedMatch(match) }]),
  });
  if (!response.ok) throw new Error(`${response.status} for a match`);
  const [answer] = readAnswers(await response.json(), 1);
  if (answer !== 'taken') throw new Error(`a match was refused: ${JSON.stringify(answer)}`);
}

/** @returns ms since it was sent */
async function shownAfter(api: ApiProcess, player: number, id: string, sentMs: number): Promise<number> {
  const address = `${api.url}/api/players/${encodeURIComponent(playerName(player))}/matches?limit=1`;
  for (;;) {
    const response = await fetch(address);
    const tookMs = performance.now() - sentMs;
    const { matches } = (await response.json()) as { matches: { id: string }[] };
    if (matches.some((each) => each.id === id)) return tookMs;
    if (tookMs > PATIENCE_MS_MAX) throw new Error(`a result is not shown after ${PATIENCE_MS_MAX / 1000} s`);
    await wait(LOOK_MS);
  }
}
