// The starters: programs in other languages than ours, held to a real server.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { afterAll, describe, expect, onTestFinished, test, type TestContext } from 'vitest';
import type { ClientMessage, ServerMessage } from '#protocol';
import { defaultFrightTable } from '#simulation';
import { gameServerConfig } from '../../game-server/config.ts';
import { serveLockstep } from '../../game-server/lockstep/serve.ts';
import { startGameServer } from '../../game-server/main.ts';
import { STARTER_LANGUAGES, starterTools, type StarterLanguage } from '../support/starter-tools.ts';
import { welcome } from '../client/scripted-server.ts';
import { joinedMessage } from '../web-client/joined-message.ts';
import { startCuttableWay } from './cuttable-way.ts';
import { redirectTo } from '../support/scripted-node.ts';
import { startNode } from '../support/scripted-tcp-node.ts';

const HOST = '127.0.0.1';
const silent = pino({ level: 'silent' });
const LINES_MAX = 340;
const FILES: Readonly<Record<StarterLanguage, string>> = {
  ...{
    javascript: 'bot.js',
    typescript: 'bot.ts',
    python: 'bot.py',
    go: 'bot.go',
    cpp: 'bot.cpp',
    rust: 'src/main.rs',
  },
};
const JOINED = joinedMessage();
/** The score with which all of them clear level 1 of the match with this seed. */
const SEED = 1;
const SCORE = 3400;

describe.each(STARTER_LANGUAGES)('%s', (language) => {
  test('[BS3] the starter is one file of at most 340 lines, and its page has what to install and to run', () => {
    const folder = join(import.meta.dirname, '../../bots/starters', language);
    expect(readFileSync(join(folder, FILES[language]), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(
      LINES_MAX,
    );
    const page = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(12);
    expect(page).toContain('`decide`');
  });

  test(
    '[BS1] [BS4] alone in lockstep it clears level 1, with the same score as the others',
    { timeout: 240_000 },
    async (context) => {
      const command = commandOf(language, context);
      const options = { host: HOST, port: 0, games: 1, mode: 'coop', seats: 1, players: 1, fill: 'normal' } as const;
      const rest = { seed: SEED, thinkMs: null, matchTicksMax: 20_000, frightTable: defaultFrightTable };
      const server = await serveLockstep({ ...options, ...rest }, silent);
      onTestFinished(() => server.close());
      const { port, codes } = server.games[0]!;
      const line = startStarter(command, port, codes[0]!);
      expect(await line(/level 1 cleared|match over/)).toBe(`level 1 cleared, score ${SCORE}`);
    },
  );

  test('[BS2] it resumes its session in its seat after a lost connection', { timeout: 240_000 }, async (context) => {
    const command = commandOf(language, context);
    const server = await startGameServer(gameServerConfig({ host: HOST, port: 0, adminPort: 0 }), silent);
    onTestFinished(() => server.drain());
    const way = await startCuttableWay(server.port);
    const line = startStarter(command, way.port);
    const joined = await line(/^joined /);
    way.cut();
    // A new session would play in a room of its own.
    expect(await line(/^joined /)).toBe(joined);
  });

  test(
    '[BS5] it follows a redirect, with the tick that it has seen, and tries the other nodes if one is gone',
    { timeout: 240_000 },
    async (context) => {
      const command = commandOf(language, context);
      const server = await startGameServer(gameServerConfig({ host: HOST, port: 0, adminPort: 0 }), silent);
      onTestFinished(() => server.drain());
      const real = { node: 'real', host: HOST, port: server.port };
      const isAnswer = (message: ClientMessage) => message.type === 'ping' || message.type === 'input';
      const second = await startNode('second', (message) => {
        if (message.type === 'hello') return [welcome('own 2', true), { type: 'nodes', nodes: [real] }, joinedAt(9)];
        return isAnswer(message) ? ['die'] : [];
      });
      const first = await startNode('first', (message) => {
        if (message.type === 'hello') return [welcome('own 1'), joinedAt(7)];
        return isAnswer(message) ? [redirectTo(second, { token: 'ticket', keep: true }), 'die'] : [];
      });
      const line = startStarter(command, first.port);
      for (let seat = 0; seat < 2; seat++) expect(await line(/^joined /)).toContain(JOINED.code);
      // The real server does not know the token: the bot takes a seat there.
      expect(await line(/^joined /)).not.toContain(JOINED.code);
      const hellos = [...first.hellos, ...second.hellos].map(({ token, seen, follows }) => [token, seen, follows]);
      expect(hellos).toEqual([
        ['', 0, true],
        ['ticket', 7, true],
      ]);
    },
  );
});

const builds = mkdtempSync(join(tmpdir(), 'packetman-starters-'));
afterAll(() => rmSync(builds, { recursive: true, force: true }));
const commands = new Map<StarterLanguage, ReturnType<typeof starterTools>>();

function joinedAt(tick: number): ServerMessage {
  return { ...JOINED, tick, words: Array.from(JOINED.words).with(0, tick) };
}

/** Builds the starter once; skips the test where its tools are missing. */
function commandOf(language: StarterLanguage, context: TestContext): readonly string[] {
  const tools = commands.get(language) ?? starterTools(language, join(builds, language));
  commands.set(language, tools);
  if ('missing' in tools) return context.skip(`${tools.missing} is not on this machine`);
  return tools.command;
}

/** Starts the bot. @returns what waits for its next line of a kind */
function startStarter([program, ...args]: readonly string[], port: number, ...code: string[]) {
  const starter = spawn(program!, [...args, HOST, String(port), ...code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void starter.kill('SIGKILL'));
  const lines = createInterface(starter.stdout)[Symbol.asyncIterator]();
  return async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the starter has ended');
      if (pattern.test(value)) return value;
    }
  };
}
