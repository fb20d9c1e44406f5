// Ticks a second of matches in lockstep: with the AI alone, with two bots on Node, and with one in Python.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createLog } from '#process';
import { defaultFrightTable, type AiSkill } from '#simulation';
import { BotProcess } from '../../../arena/bot-process.ts';
import { playAiMatch } from '../../../game-server/lockstep/ai-match.ts';
import { LockstepGame } from '../../../game-server/lockstep/lockstep-game.ts';
import { SeatPlan } from '../../../game-server/rooms/seat-plan.ts';

export interface LockstepFigure {
  readonly name: string;
  readonly ticks: number;
  readonly ticksPerSecond: number;
}

interface Effort {
  readonly seed: number;
  readonly ticks: number;
  readonly matchTicks: number;
}

const HOST = '127.0.0.1';
const MATCH_TICKS_MAX = 60 * 60 * 60;
/** The folder of the repository, from the source and from what is built. */
const ROOT = join(import.meta.dirname, import.meta.url.includes('/dist/') ? '../../../..' : '../../..');
const BOTS = join(ROOT, 'tools/bench/lockstep');
const NODE = `"${process.execPath}" "${join(BOTS, 'node-bot.js')}"`;
const PYTHON = `python3 "${join(BOTS, 'python-bot.py')}"`;

/**
 * @param ticks of the matches of each figure together, at least
 * @param matchTicks of a match, at most
 */
export async function benchLockstep(
  seed: number,
  ticks: number,
  matchTicks = MATCH_TICKS_MAX,
): Promise<LockstepFigure[]> {
  const effort = { seed, ticks, matchTicks };
  return [
    ofAi('coop, 1 seat: AI, easy', ['easy'], effort),
    ofAi('coop, 1 seat: AI, hard', ['hard'], effort),
    ofAi('coop, 2 seats: AI, normal', ['normal', 'normal'], effort),
    await ofPrograms('coop, 2 seats: bots on Node, two processes', [NODE, NODE], effort),
    ...(hasPython() ? [await ofPrograms('coop, 1 seat: a bot in Python, one process', [PYTHON], effort)] : []),
  ];
}

function hasPython(): boolean {
  return spawnSync('python3', ['--version']).status === 0;
}

function ofAi(name: string, skills: readonly AiSkill[], { seed, ticks: ticksMin, matchTicks }: Effort): LockstepFigure {
  const options = { mode: 'coop', matchTicksMax: matchTicks, frightTable: defaultFrightTable } as const;
  const play = (match: number) => playAiMatch({ ...options, plan: planOf(skills, seed + match) }).match.tick;
  // So that the code is compiled.
  play(-1);
  let ticks = 0;
  const beganMs = performance.now();
  for (let match = 0; ticks < ticksMin; match++) ticks += play(match);
  return figure(name, ticks, beganMs);
}

/** Matches with processes of their own, as in the arena. Their start is not part of the time. */
async function ofPrograms(
  name: string,
  commands: readonly string[],
  { seed, ticks: ticksMin, matchTicks }: Effort,
): Promise<LockstepFigure> {
  let ticks = 0;
  let ms = 0;
  for (let match = 0; ticks < ticksMin; match++) {
    const played = await playPrograms(commands, seed + match, matchTicks);
    ticks += played.ticks;
    ms += played.ms;
  }
  return { name, ticks, ticksPerSecond: (1000 * ticks) / ms };
}

async function playPrograms(
  commands: readonly string[],
  seed: number,
  matchTicksMax: number,
): Promise<{ ticks: number; ms: number }> {
  const plan = planOf(
    commands.map(() => null),
    seed,
  );
  const bots: BotProcess[] = [];
  let close = async (): Promise<void> => {};
  try {
    return await new Promise((resolve, reject) => {
      let beganMs = 0;
      const events = {
        answered: () => void (beganMs ||= performance.now()),
        finished: ({ tick }: { tick: number }) => resolve({ ticks: tick, ms: performance.now() - beganMs }),
        failed: () => reject(new Error('the game has failed')),
      };
      const options = {
        host: HOST,
        port: 0,
        mode: 'coop',
        plan,
        thinkMs: null,
        matchTicksMax,
      } as const;
      LockstepGame.listen(
        { ...options, frightTable: defaultFrightTable, log: createLog('bench', 'silent') },
        events,
      ).then(({ game, port }) => {
        close = () => game.close();
        for (const [seat, command] of commands.entries()) {
          const address = { host: HOST, port, code: plan.codeOf(seat), seed };
          bots.push(new BotProcess(command, address, (fault) => reject(new Error(`a bot ${fault}`))));
        }
      }, reject);
    });
  } finally {
    await close();
    await Promise.all(bots.map((bot) => bot.stop()));
  }
}

function planOf(skills: readonly (AiSkill | null)[], seed: number): SeatPlan {
  return new SeatPlan(
    skills.map((skill, seat) => ({ name: `Seat ${seat}`, skill })),
    () => seed,
  );
}

function figure(name: string, ticks: number, beganMs: number): LockstepFigure {
  return { name, ticks, ticksPerSecond: (1000 * ticks) / (performance.now() - beganMs) };
}
