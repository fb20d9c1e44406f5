import { afterEach, expect, test, vi } from 'vitest';
import { createProgram } from '../../cli/program.ts';
import { environmentOf, variableOf, wrongVariable } from '../../cli/variables.ts';

afterEach(() => vi.unstubAllEnvs());

const program = createProgram();

function wrong(name: string): string | null {
  return wrongVariable(
    program.commands.find((each) => each.name() === name)!,
    program.commands,
  );
}

test('[C4] the variable of a flag is named after its program, and clients share those of their target', () => {
  for (const command of program.commands) {
    for (const { envVar, hidden, long } of command.options) {
      if (hidden || command.name() === 'start' || envVar === variableOf('target', long!.slice(2))) continue;
      // Other programs and services give this one its name.
      if (long === '--database-url') expect(envVar).toBe('DATABASE_URL');
      else if (long === '--redis-url') expect(envVar).toBe('REDIS_URL');
      else expect(envVar).toBe(variableOf(command.name(), long!.slice(2)));
    }
  }
  const { commands } = program;
  const readers = commands.filter(({ options }) => options.some(({ envVar }) => envVar === 'PACKETMAN_TARGET_HOST'));
  expect(readers.map((each) => each.name())).toEqual(['play', 'watch', 'bot', 'load']);
});

test('[C54] a program that `start` runs sees its own variables and none of another program', () => {
  const own = { PACKETMAN_BRIDGE_WEB: 'a', PACKETMAN_BRIDGE_LISTEN: '1' };
  const others = {
    PACKETMAN_SERVER_PORT: '2',
    PACKETMAN_BRIDGE_REPLAY_SPEED: '3',
    PACKETMAN_HOST: '4',
    PACKETMAN_X: '5',
  };
  expect(environmentOf('bridge', { PATH: '/bin', ...own, ...others })).toEqual({ PATH: '/bin', ...own });
  expect(environmentOf('server', { ...own, ...others })).toEqual({ PACKETMAN_SERVER_PORT: '2' });
});

test('[C54] variables of other programs are none of our business', () => {
  vi.stubEnv('PACKETMAN_BRIDGE_REPLAY_SPEED', '2');
  vi.stubEnv('PACKETMAN_BRIDGE_REPLAY_SPED', '2');
  vi.stubEnv('PACKETMAN_BROWSER', '/bin/chromium');
  expect(wrong('bridge')).toBeNull();
  expect(wrong('server')).toBeNull();
  expect(wrong('bridge-replay')).toContain('PACKETMAN_BRIDGE_REPLAY_SPED');
});

test('[C54] every old name of a flag is refused, with its new one', () => {
  for (const command of program.commands) {
    for (const { envVar, hidden, long } of command.options) {
      if (hidden || !envVar) continue;
      const old = `PACKETMAN_${long!.slice(2).toUpperCase().replaceAll('-', '_')}`;
      // These begin like variables of another program, and are newer than the old names.
      if (old === envVar || /^PACKETMAN_(API|BRIDGE)_/.test(old)) continue;
      vi.stubEnv(old, '1');
      expect(wrong(command.name())).toBe(`error: the variable ${old} is not read any more: set ${envVar} instead`);
      vi.unstubAllEnvs();
    }
  }
});
