// The brain of `packetman bot --brain`, by its name or in a module.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MatchModel } from '#client';
import { NONE, TICKS_PER_SECOND } from '#simulation';
import type { Brain, CreateBrain } from './brain.ts';
import { Chaser } from './chaser.ts';
import { createWalker } from './walker.ts';

/**
 * @param name `chaser`, `walker`, or the path of a module that exports `createBrain`
 * @throws Error that begins with the name, if there is no such module
 */
export async function brainNamed(name: string): Promise<CreateBrain> {
  if (name === 'chaser') return (match, { skill }) => new Chaser(match.seat, skill);
  if (name === 'walker') return (match) => walkerBrain(match);
  let module: unknown;
  try {
    module = await import(pathToFileURL(resolve(name)).href);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const { createBrain } = module as { createBrain?: unknown };
  if (typeof createBrain !== 'function') throw new Error(`${name} does not export a function \`createBrain\``);
  return createBrain as CreateBrain;
}

/** Random directions, the same ones for the same seed and seat. */
function walkerBrain({ world: { settings }, seat }: MatchModel): Brain {
  const walker = createWalker((settings.seed + seat) >>> 0);
  let nextTick = 0;
  return {
    decide({ tick }) {
      if (tick < nextTick) return NONE;
      nextTick = tick + Math.round((walker.thinkMs() * TICKS_PER_SECOND) / 1000);
      return walker.direction();
    },
  };
}
