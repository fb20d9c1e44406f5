// A server with a table of frightened turns of its own: clients get it, and predict by it.

import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { cloneWorld, Events, frightTableName, hashWorld, step, decodedWorld } from '#simulation';
import { makeFrightTable } from '../../../simulation/actors/fright-table.ts';
import { startFright } from '../../../simulation/actors/fright.ts';
import { gameServerConfig } from '../../../game-server/config.ts';
import { startGameServer } from '../../../game-server/main.ts';
import { MemoryServer } from '../../support/memory-server.ts';

const TABLE = makeFrightTable(7);
const NAME = frightTableName(TABLE);

describe('[GR30] with `--fright-table`', () => {
  test('every room names the table, `joined` brings it, and a client steps frightened ghosts alike', () => {
    const server = new MemoryServer({ frightTable: TABLE });
    const ann = server.enter('Ann');
    ann.create({ mode: 'classic', seatCount: 1 });
    ann.send({ type: 'start' });
    server.run(400);
    expect(ann.last('room')!.settings.frightTable).toBe(NAME);
    const { world } = server.core.lobby.room(ann.code)!;
    expect(world.settings.frightTable).toBe(TABLE);
    const joined = ann.last('joined')!;
    expect(joined.frightTable).toHaveLength(512);

    const decoded = decodedWorld({ ...joined, words: world.words })!;
    const plain = decodedWorld({ ...joined, words: world.words, frightTable: [] })!;
    const original = cloneWorld(world);
    const events = new Events();
    for (const each of [decoded, plain, original]) startFright(each);
    for (let tick = 0; tick < 200; tick++) for (const each of [decoded, plain, original]) step(each, [], events);
    expect(hashWorld(decoded)).toBe(hashWorld(original));
    expect(hashWorld(decoded)).not.toBe(hashWorld(plain));
  });

  test('quick play has it too', () => {
    const server = new MemoryServer({ frightTable: TABLE });
    const ann = server.enter('Ann');
    ann.play();
    expect([ann.last('room')!.settings.frightTable, ann.last('joined')!.frightTable.length]).toEqual([NAME, 512]);
  });

  test('settings may name the table or none; any other is refused', () => {
    const server = new MemoryServer({ frightTable: TABLE });
    const ann = server.enter('Ann');
    ann.create({ frightTable: NAME });
    expect(ann.last('room')!.settings.frightTable).toBe(NAME);
    ann.configure({ frightTable: (NAME ^ 1) >>> 0 });
    expect(ann.errors()).toEqual(['bad-settings']);
    ann.configure({ frightTable: 0, level: 2 });
    expect([ann.errors(), ann.last('room')!.settings.frightTable]).toEqual([[], NAME]);
  });

  test('without it nothing is said of tables, and a room cannot ask for one', () => {
    const server = new MemoryServer();
    const ann = server.enter('Ann');
    ann.create({ frightTable: NAME });
    expect(ann.errors()).toEqual(['bad-settings']);
    ann.create();
    expect([ann.last('room')!.settings.frightTable, ann.last('joined')!.frightTable]).toEqual([0, []]);
  });
});

test('[GR30] the log names the table and does not print it', async () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const server = await startGameServer(gameServerConfig({ port: 0, adminPort: 0, frightTable: TABLE }), log);
  await server.drain();
  const started = lines.find((line) => line.includes('game server listening'))!;
  expect(started).toContain(`"frightTable":"${NAME.toString(16).padStart(8, '0')}"`);
  expect(started.length).toBeLessThan(2000);
});
