// What `packetman bot` does beside playing: brains, passwords, and the lines that it prints.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MatchModel, Results } from '#client';
import { createWorld, DOWN, LEFT, matchSettings, NONE, UP, type World } from '#simulation';
import type { BotClient } from '../../bots/bot-client.ts';
import { BotError } from '../../bots/bot-error.ts';
import { handlersOf } from '../../bots/bot-handlers.ts';
import { brainNamed } from '../../bots/brains/named-brain.ts';
import { Pilot } from '../../bots/brains/pilot.ts';
import { runBots } from '../../bots/main.ts';
import { resultLine } from '../../bots/result-line.ts';
import { blockOf } from '../support/document-block.ts';
import { newFolder } from '../support/new-folder.ts';
import { startTestServer } from '../support/test-server.ts';
import { startCuttableWay } from './cuttable-way.ts';

const POLL = { interval: 10 };
const BOT = { count: 1, name: 'Bot', mode: 'coop', rate: 60 } as const;

function matchAt(world: World, seat = 0): MatchModel {
  return { world, seat } as MatchModel;
}

describe('[BT11] brains', () => {
  const world = createWorld(matchSettings({ mode: 'coop', seatCount: 1, seed: 3 }));

  test('the built-in AI by its skill, and random directions by the seed of the match', async () => {
    const easy = (await brainNamed('chaser'))(matchAt(world), { skill: 'easy' });
    expect([0, 1, 2, 3, NONE]).toContain(easy.decide(world));
    const createWalker = await brainNamed('walker');
    const walk = (): number[] => {
      const walker = createWalker(matchAt(world), { skill: 'hard' });
      return Array.from({ length: 200 }, (_, tick) => walker.decide({ ...world, tick }));
    };
    expect(walk()).toEqual(walk());
    expect(new Set(walk()).size).toBe(5);
    expect(walk().filter((direction) => direction !== NONE).length).toBeLessThan(30);
  });

  test('a module that exports createBrain', async () => {
    const file = join(newFolder(), 'brain.mjs');
    writeFileSync(
      file,
      `export const createBrain = ({ seat }, { skill }) => ({ decide: () => (skill === 'easy' ? 3 : seat) });`,
    );
    const createBrain = await brainNamed(file);
    expect(createBrain(matchAt(world, 1), { skill: 'easy' }).decide(world)).toBe(UP);
    expect(createBrain(matchAt(world, 1), { skill: 'hard' }).decide(world)).toBe(DOWN);
  });

  test('the one in docs/bots.md', async () => {
    const file = join(newFolder(), 'my-brain.mjs');
    writeFileSync(file, blockOf('docs/bots.md', 'js brain'));
    const createBrain = await brainNamed(file);
    world.pacTravel[0] = LEFT;
    expect(createBrain(matchAt(world), { skill: 'hard' }).decide(world)).toBe(UP);
  });

  test('a module without it, one with a fault, and none at all are errors that name it', async () => {
    const folder = newFolder();
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    await expect(brainNamed(write('a.mjs', 'export const brain = 1;'))).rejects.toThrow(
      /a\.mjs does not export a function `createBrain`/,
    );
    await expect(brainNamed(write('b.mjs', 'throw new Error("oh");'))).rejects.toThrow(/b\.mjs: oh/);
    await expect(brainNamed(join(folder, 'c.mjs'))).rejects.toThrow(/c\.mjs: /);
  });

  test('a brain that says NONE goes on as before', () => {
    const pilot = new Pilot(matchAt(world), { decide: () => NONE });
    expect(pilot.decide(world)).toBe(NONE);
  });
});

describe('[BT12] lines', () => {
  const row = {
    dots: 0,
    energizers: 0,
    ghosts: 0,
    caught: 0,
    bestChain: 0,
    distance: 0,
    rivals: 0,
    rounds: 0,
    turns: 0,
    fruits: 0,
  };
  const resultsOf = (places: readonly number[], given: Partial<Results> = {}): Results => ({
    ...{ type: 'results', level: 3, score: 900, cleared: false, replay: '', match: '' },
    seats: places.map((place, seat) => ({ ...row, name: 'ABCD'[seat]!, place, score: 500 - place * 100, seat })),
    ...given,
  });

  test.each([
    [[2, 1, 3], 0, true, 'match over: place 2 of 3, score 300; B won with 400'],
    [[1, 2], 0, true, 'match over: place 1 of 2, score 400, won'],
    [[1, 1, 3], 1, true, 'match over: place 1 of 3, score 400; A and B won with 400'],
    [[1, 2], -1, true, 'match over: A won with 400'],
    [[1], 0, false, 'match over on level 3, score 900'],
    [[1, 1], 1, false, 'match over on level 3, score 900, 400 of it its own'],
  ] as const)('places %j seen from seat %i', (places, seat, isContest, line) => {
    expect(resultLine(resultsOf(places), seat, isContest)).toBe(line);
  });

  test('a cleared game says so', () => {
    expect(resultLine(resultsOf([1], { cleared: true }), 0, false)).toBe('match all levels cleared, score 900');
  });

  test('a lost connection is said with the time until the next attempt, and a password opens a room', async () => {
    const server = await startTestServer();
    const host = await server.enter('Hugo');
    const { code } = await host.open({ seatCount: 2, fill: false }, 'secret');
    const way = await startCuttableWay(server.port);
    const lines: string[] = [];
    const controller = new AbortController();
    const options = { ...BOT, ...way, room: code, signal: controller.signal };
    expect(await runBots({ ...options, password: 'wrong' }, (line) => lines.push(line))).toBe(1);
    expect(lines.join()).toMatch(/^Bot: \w+-password: /);
    const said = (): string => {
      server.ticks(1);
      return lines.join('\n');
    };
    const running = runBots({ ...options, name: 'Ann', password: 'secret' }, (line) => lines.push(line));
    await expect.poll(said, POLL).toContain(`Ann: joined room ${code}`);
    way.cut();
    await expect.poll(said, POLL).toMatch(/Ann: no connection \(.+\), trying again within 1 s/);
    await expect.poll(said, POLL).toContain('Ann: the connection was lost and is back');
    controller.abort();
    expect(await running).toBe(0);
  });
});

test('[BT16] a refused message is a line, once as long as the error stays the same', () => {
  const lines: string[] = [];
  const { onError } = handlersOf({ ...BOT, host: '127.0.0.1', port: 1 }, (line) => lines.push(line));
  const client = { name: 'Ann' } as BotClient;
  for (const text of ['input.direction: 0 to 4', 'input.direction: 0 to 4', 'input.sequence: missing']) {
    onError!(client, new BotError('bad-fields', text));
  }
  expect(lines).toEqual([
    'Ann: the server refused a message (bad-fields: input.direction: 0 to 4)',
    'Ann: the server refused a message (bad-fields: input.sequence: missing)',
  ]);
});
