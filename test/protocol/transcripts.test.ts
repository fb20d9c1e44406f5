// Golden transcripts: whole conversations with the real server, on a virtual clock and from a seed. Tests in any language can
// play them. UPDATE=1 npx vitest run test/protocol/transcripts.test.ts records them anew.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { encodeFrame, LOG_RATE } from '#protocol';
import { RULES_VERSION } from '#simulation';
import type { MemoryPlayer } from '../support/memory-player.ts';
import { MemoryServer } from '../support/memory-server.ts';
import { ContestServer } from '../game-server/ranked/contest-server.ts';
import { Transcript } from './transcript.ts';

const FOLDER = new URL('../golden/transcripts/', import.meta.url);
const TICKS_MAX = 20_000;

interface Stage {
  readonly server: MemoryServer;
  readonly transcript: Transcript;
  /** A client whose conversation is recorded. */
  connect(): MemoryPlayer;
}

type Scene = readonly [title: string, play: (stage: Stage) => void | Promise<void>];

const SCENES: Readonly<Record<string, Scene>> = {
  match: [
    'A match of classic with one life, from hello to results and leave.',
    ({ server, connect }) => {
      const ann = connect();
      ann.hello('Ann', 'bot');
      ann.create({ mode: 'classic', seatCount: 1, lives: 1, fill: false });
      ann.send({ type: 'start' });
      server.run(300);
      for (const [i, direction] of [2, 1, 0, 3].entries()) {
        ann.input(i + 1, direction);
        server.run(60);
      }
      runUntil(server, () => ann.inbox.some(({ type }) => type === 'results'));
      ann.send({ type: 'leave' });
    },
  ],
  resume: [
    'A player loses the connection in a match of coop, and resumes the session with the token.',
    ({ server, transcript, connect }) => {
      const ann = connect();
      ann.hello('Ann', 'bot');
      ann.play('coop');
      server.run(240);
      ann.input(1, 2);
      server.run(60);
      transcript.cut(ann);
      server.run(90);
      const again = connect();
      again.hello('Ann', 'bot', ann.token);
      server.run(30);
      again.input(2, 0);
      server.run(60);
      again.send({ type: 'leave' });
    },
  ],
  keyframe: [
    'A client reports no tick for some seconds: it gets no snapshots, and a keyframe once it has reported the last one.',
    ({ server, connect }) => {
      const ann = connect();
      ann.hello('Ann', 'bot');
      ann.play('coop');
      server.run(240);
      server.players.length = 0;
      server.run(280);
      ann.report();
      server.run(30);
      ann.report();
      server.run(20);
      ann.report();
      ann.send({ type: 'leave' });
    },
  ],
  watch: [
    'A client watches the featured match, follows a seat, says something, and leaves.',
    ({ server, connect }) => {
      const bob = server.enter('Bob');
      bob.play('coop');
      server.run(200);
      const ann = connect();
      ann.hello('Ann', 'human');
      ann.watch('');
      server.run(60);
      ann.send({ type: 'follow', seat: 1, maze: -1 });
      ann.say('well played');
      bob.input(1, 2);
      server.run(60);
      ann.send({ type: 'leave' });
    },
  ],
  log: [
    'A client with the rules of the server takes the match log, sends inputs, and asks for a keyframe.',
    ({ server, connect }) => {
      const ann = connect();
      ann.rules = RULES_VERSION;
      ann.rate = LOG_RATE;
      ann.hello('Ann', 'human');
      ann.play('coop');
      server.run(240);
      ann.input(1, 2);
      server.run(100);
      ann.send({ type: 'keyframe', tick: 0 });
      server.run(40);
      ann.input(2, 0, ann.words[0]! + 5);
      server.run(40);
      ann.send({ type: 'leave' });
    },
  ],
  ladder: [
    'A bot changes its name, identifies by its token, waits for a ranked match, leaves it, and has to wait for the next one.',
    async ({ transcript }) => {
      const contest = new ContestServer();
      const robo = contest.server.connect();
      transcript.follow(robo);
      robo.rate = 10;
      const seek = () => robo.send({ type: 'play', mode: 'battle', rate: robo.rate, ranked: true });
      robo.hello('Bot', 'bot');
      robo.rename('Robot');
      seek();
      contest.identify(robo, 'bot', 'Robo');
      seek();
      await contest.run(2);
      contest.enter('Bea', 'bot').send({ type: 'play', mode: 'battle', rate: 10, ranked: true });
      await contest.run(4);
      robo.input(1, 2);
      await contest.run(4);
      robo.send({ type: 'leave' });
      seek();
    },
  ],
  nodes: [
    'A bot that follows learns of the other nodes; its session moves to one, and goes on there over the next connection.',
    ({ server, transcript, connect }) => {
      // One server plays both nodes: to a client they are two that know the same session.
      const address = (node: string, end: number) => ({ node, host: `192.0.2.${end}`, port: 1980 });
      const { sessions } = server.core;
      sessions.nameNodes([address('east-2', 7)]);
      const ann = connect();
      ann.follows = true;
      ann.hello('Ann', 'bot');
      ann.play('coop');
      server.run(240);
      ann.input(1, 2);
      server.run(60);
      sessions.named('Ann')!.answer({ type: 'redirect', ...address('east-2', 7), token: '', keep: false });
      server.run(1);
      transcript.cut(ann);
      sessions.nameNodes([address('east-1', 6)]);
      const again = connect();
      again.follows = true;
      again.seen = ann.words[0]!;
      again.hello('Ann', 'bot', ann.token);
      server.run(30);
      again.input(2, 0);
      server.run(60);
      again.send({ type: 'leave' });
    },
  ],
  mistakes: [
    'A client makes mistakes that do not cost its seat, sends too many lines of chat, and at last one map too many.',
    ({ server, connect }) => {
      const ann = connect();
      ann.hello('Ann', 'bot');
      ann.play('coop');
      server.run(60);
      ann.bytes(encodeFrame(Uint8Array.of(0x95, 6, 1, 0, 5, 0)));
      ann.bytes(encodeFrame(Uint8Array.of(0x92, 7, 1)));
      ann.bytes(encodeFrame(Uint8Array.of(0x91, 63)));
      ann.play('coop');
      for (let i = 1; i <= 6; i++) ann.say(`line ${i}`);
      ann.input(1, 2);
      server.run(20);
      ann.bytes(encodeFrame(Uint8Array.of(0x92, 7, 0x80)));
    },
  ],
};

async function record(name: string): Promise<string> {
  const [title, play] = SCENES[name]!;
  const server = new MemoryServer({}, 17);
  const transcript = new Transcript(title);
  const connect = (): MemoryPlayer => {
    const player = server.connect();
    player.rate = 10;
    transcript.follow(player);
    return player;
  };
  await play({ server, transcript, connect });
  return transcript.text;
}

function runUntil(server: MemoryServer, holds: () => boolean): void {
  for (let ticks = 0; ticks < TICKS_MAX && !holds(); ticks += 20) server.run(20);
  expect(holds()).toBe(true);
}

function fileOf(name: string): URL {
  return new URL(`${name}.txt`, FOLDER);
}

if (process.env['UPDATE'] !== undefined)
  for (const name of Object.keys(SCENES)) writeFileSync(fileOf(name), await record(name));

describe('golden transcripts', () => {
  test.each(Object.keys(SCENES))('[M11] %s is what the server says today', async (name) => {
    // Not `toBe` on the whole: the difference would be thousands of lines.
    const [now, kept] = [(await record(name)).split('\n'), readFileSync(fileOf(name), 'utf8').split('\n')];
    const first = now.findIndex((line, i) => line !== kept[i]);
    expect(first < 0 ? [] : [first + 1, now[first], kept[first]]).toEqual([]);
    expect(now).toHaveLength(kept.length);
  });

  test('[M11] there is no other file', () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.txt'));
    expect(new Set(files)).toEqual(new Set(Object.keys(SCENES).map((name) => `${name}.txt`)));
  });

  test('[M11] they show what their titles say', () => {
    const typesIn = (name: string) =>
      new Set(
        readFileSync(fileOf(name), 'utf8')
          .split('\n')
          .flatMap((line) => (line.startsWith('S ') ? [Number(/\[(\d+)/.exec(line)![1])] : [])),
      );
    expect([...typesIn('match')]).toEqual(expect.arrayContaining([64, 65, 66, 69, 70, 73, 76]));
    expect([...typesIn('resume')]).toEqual(expect.arrayContaining([64, 65, 66, 69]));
    for (const name of ['keyframe', 'log']) expect(typesIn(name).has(67)).toBe(true);
    expect([...typesIn('watch')]).toEqual(expect.arrayContaining([65, 66, 74]));
    expect([...typesIn('ladder')]).toEqual(expect.arrayContaining([65, 66, 69, 71, 83, 90]));
    expect([...typesIn('nodes')]).toEqual(expect.arrayContaining([65, 66, 69, 85, 86]));
    expect([...typesIn('mistakes')]).toEqual(expect.arrayContaining([65, 66, 71]));
    expect([typesIn('log').has(80), typesIn('log').has(66)]).toEqual([true, false]);
    expect(readFileSync(fileOf('resume'), 'utf8')).toContain('\nX\n');
  });

  const python = spawnSync('python3', ['--version']).status === 0;
  test.skipIf(!python)('[M11] a reader in Python finds every message and every hash (needs python3)', () => {
    const script = fileURLToPath(new URL('check_transcripts.py', FOLDER));
    const { status, stdout, stderr } = spawnSync('python3', [script], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.trim().split('\n')).toHaveLength(Object.keys(SCENES).length);
    const broken = spawnSync('python3', [script, '-'], { encoding: 'utf8', input: wrongHash('resume') });
    expect([broken.status, broken.stderr]).toEqual([1, expect.stringContaining('hash')]);
  });
});

/** A transcript whose last hash is another one. */
function wrongHash(name: string): string {
  const lines = readFileSync(fileOf(name), 'utf8').split('\n');
  const at = lines.findLastIndex((line) => line.startsWith('H '));
  return lines.with(at, lines[at]!.replace(/\d+$/, '1')).join('\n');
}
