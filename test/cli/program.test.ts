// The command lines that help texts show, and what the environment may say.

import type { Command } from 'commander';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createProgram } from '../../cli/program.ts';
import { parseOnly, wordsOf } from '../support/command-line.ts';

afterEach(() => vi.unstubAllEnvs());

describe('[C2] the examples in help texts are accepted', () => {
  const examples = createProgram().commands.flatMap((command) => examplesOf(command));

  test('and there are some of each command', () => {
    const names = createProgram().commands.map((command) => command.name());
    const shown = examples.map((line) => line.split(' ')[1] ?? 'start');
    expect(names.filter((name) => !shown.includes(name))).toEqual([]);
  });

  test.each(examples)('%s', async (line) => {
    // The help text says that workers need it, and does not show one.
    vi.stubEnv('PACKETMAN_LOAD_SECRET', 'as long as a secret');
    const { ran, said } = await parseOnly(wordsOf(line).slice(1));
    expect(said).toBe('');
    expect(ran).toHaveLength(1);
  });
});

test('[C4] what a variable says contradicts no flag', async () => {
  vi.stubEnv('PACKETMAN_BOT_MODE', 'classic');
  expect((await parseOnly(['bot', '--room', 'abcde'])).ran).toMatchObject([{ room: 'ABCDE', mode: 'classic' }]);
});

test('[C4] commas, with or without spaces, separate the values of a variable', async () => {
  vi.stubEnv('PACKETMAN_SERVER_EXEMPT_NETWORK', '10.0.0.0/8, 192.168.0.1');
  vi.stubEnv('PACKETMAN_BRIDGE_HOST_NAME', 'a.example , b.example');
  const { ran, said } = await parseOnly(['start']);
  expect(said).toBe('');
  expect(ran).toMatchObject([{ exemptNetwork: ['10.0.0.0/8', '192.168.0.1'], hostName: ['a.example', 'b.example'] }]);
});

/** The lines of a help text that begin with our name, without what they are said to do. */
function examplesOf(command: Command): string[] {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  const lines = help.split('\n').filter((line) => line.startsWith('  packetman'));
  return lines.map((line) => line.trim().split(/ {2,}/)[0]!);
}
