// Every option of every sub-command with values at the borders, as a flag and as an environment variable, by the program
// that runs. The options come out of the program: a new one needs nothing here.

import { CommanderError, type Command, type Option } from 'commander';
import { afterEach, describe, expect, test } from 'vitest';
import { createProgram } from '../../cli/program.ts';

/** Instead of what the sub-command would do. */
class Accepted extends Error {
  readonly options: Readonly<Record<string, unknown>>;

  constructor(options: Readonly<Record<string, unknown>>) {
    super('accepted');
    this.options = options;
  }
}

interface Outcome {
  /** Of the option, undefined where the program ended. */
  readonly value?: unknown;
  readonly exitCode?: number;
  readonly said: string;
}

const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'bridge-replay': ['a.recording'],
  replay: ['match.json'],
  ratings: ['results.json'],
};
const OPTIONS = createProgram().commands.flatMap((command) =>
  command.options.filter((each) => !each.hidden).map((each) => ({ command: command.name(), flags: each.flags })),
);
const NUMBERS = OPTIONS.map((each) => ({ ...each, range: rangeOf(each.command, each.flags) })).filter(
  (each) => each.range !== null,
);
const takesValue = (option: Option) => option.required || option.optional;
const VALUED = OPTIONS.filter(({ command, flags }) => takesValue(optionOf(command, flags)));
const SWITCHES = OPTIONS.filter(({ command, flags }) => !takesValue(optionOf(command, flags)));

const BLANK = ['', ' ', '\t'];
const NO_NUMBERS = [
  '-0',
  '-1',
  '+80',
  ' 80',
  '80 ',
  '80\n',
  '1e3',
  '0x50',
  '80a',
  '8_0',
  '8.0',
  '1.5',
  'NaN',
  'Infinity',
].concat([...['null', 'true', '\u0663', '\uff18\uff10', '9'.repeat(400), `${2 ** 53}`, '18446744073709551616']]);

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('PACKETMAN_')) delete process.env[name];
});

test('[C4] every flag has a variable, ports and switches among them', () => {
  const without = OPTIONS.filter(({ command, flags }) => !optionOf(command, flags).envVar);
  // It stands for the port in the variable of the bridge's argument.
  expect(without).toEqual([{ command: 'start', flags: '--bridge-port <port>' }]);
  expect(NUMBERS.length).toBeGreaterThan(20);
  expect(SWITCHES.length).toBeGreaterThan(5);
});

describe.each(VALUED)('$command $flags', ({ command, flags }) => {
  test('[C50] has no blank value', () => {
    for (const value of BLANK) for (const outcome of both(command, flags, value)) expectRefused(outcome);
  });
});

describe.each(NUMBERS)('$command $flags', ({ command, flags, range }) => {
  test('[C51] is a whole number in its range, written in digits', () => {
    const [min, max] = range!;
    for (const value of [min, max]) {
      for (const outcome of both(command, flags, `${value}`)) expect(outcome).toMatchObject({ value });
    }
    const beyond = [`${max + 1}`, ...(min > 0 ? [`${min - 1}`] : [])];
    for (const value of [...NO_NUMBERS, ...beyond]) {
      for (const outcome of both(command, flags, value)) expectRefused(outcome);
    }
  });
});

describe.each(SWITCHES)('$command $flags', ({ command, flags }) => {
  const { negate, defaultValue } = optionOf(command, flags);

  test('[C52] is what its variable says', () => {
    for (const value of ['1', 'true', 'YES', 'on'])
      expect([value, byVariable(command, flags, value)]).toMatchObject([value, { value: !negate }]);
    for (const value of ['0', 'false', 'No', 'off']) {
      const { said, ...outcome } = byVariable(command, flags, value);
      expect([value, outcome, said]).toEqual([value, { value: defaultValue }, '']);
    }
    for (const value of [...BLANK, '2', 'x', '-1', '1 ', 'truee', 'null', 'undefined'])
      expectRefused(byVariable(command, flags, value));
  });
});

test.each([
  ...['', ' ', 'x', '0', 'Log', '25', '010', '10.0', '-10', '70'].map((value) => ['bot', '--rate', value, 2]),
  ...['', '0', '-1', '1e3', ' 1', '0x1', 'NaN', '0.001', '1000001', '.5', '5.'].map((value) => [
    'bridge-replay',
    '--speed',
    value,
    2,
  ]),
  ...['', '150-', '-150', '350-150', '0-5', '9-60000', '10-60001', '10.5-20', '1-2-3', '\u0661-\u0662'].map((value) => [
    'load',
    '--think',
    value,
    2,
  ]),
  ...['', ' ', 'localhost:8080', 'http://localhost', 'ws:', '//x'].map((value) => ['load', '--via', value, 2]),
  ...['', 'ftp://x', '1981', 'http:'].map((value) => ['load', '--admin-url', value, 2]),
  ...['', 'http://x', 'x'].map((value) => ['bridge-replay', '--to', value, 2]),
  ...['', ' ', 'Hard', 'nobody'].map((value) => ['lockstep', '--fill', value, 2]),
  ...['', 'WARN', 'loud'].map((value) => ['server', '--log-level', value, 2]),
  ...['a,', ',a', ',', 'a,,b'].map((value) => ['bridge', '--origin', value, 2]),
  ...['60', '10', 'log'].map((value) => ['bot', '--rate', value, undefined]),
  ...['0.05', '1', '1000000', 'Infinity', '0.5'].map((value) => ['bridge-replay', '--speed', value, undefined]),
  ...['10', '10-60000', '60000', '17-17'].map((value) => ['load', '--think', value, undefined]),
] as [string, string, string, number | undefined][])('[C53] %s %s %j', (command, flag, value, exitCode) => {
  const { flags } = OPTIONS.find((each) => each.command === command && each.flags.includes(`${flag} `))!;
  for (const outcome of both(command, flags, value)) {
    if (exitCode === undefined) expect(outcome.exitCode).toBeUndefined();
    else expectRefused(outcome);
  }
});

function expectRefused(outcome: Outcome): void {
  expect(outcome).toMatchObject({
    exitCode: 1,
    said: expect.stringMatching(/^error: option .* is invalid\. .+\n$/) as string,
  });
}

function both(command: string, flags: string, value: string): Outcome[] {
  const { long, envVar } = optionOf(command, flags);
  const byFlag = outcomeOf(command, flags, [`${long}=${value}`]);
  return envVar ? [byFlag, byVariable(command, flags, value)] : [byFlag];
}

function byVariable(command: string, flags: string, value: string): Outcome {
  const { envVar } = optionOf(command, flags);
  process.env[envVar!] = value;
  try {
    return outcomeOf(command, flags, []);
  } finally {
    delete process.env[envVar!];
  }
}

/** What the program makes of it, up to what the sub-command would do. */
function outcomeOf(name: string, flags: string, args: readonly string[]): Outcome {
  const program = createProgram();
  const command = commandOf(program, name);
  let said = '';
  for (const each of [program, command]) each.configureOutput({ writeErr: (text) => (said += text) });
  program.hook('preAction', (_, running) => {
    throw new Accepted(running.opts());
  });
  try {
    program.parse([name, ...args, ...(ARGUMENTS[name] ?? [])], { from: 'user' });
  } catch (error) {
    if (error instanceof Accepted) return { value: error.options[optionOf(name, flags).attributeName()], said };
    if (error instanceof CommanderError) return { exitCode: error.exitCode, said };
    throw error;
  }
  throw new Error('neither refused nor accepted');
}

/** The range that an option names when it refuses a value, null where it takes no whole number. */
function rangeOf(command: string, flags: string): readonly [min: number, max: number] | null {
  if (!optionOf(command, flags).required) return null;
  const { said } = outcomeOf(command, flags, [`${optionOf(command, flags).long}=x`]);
  const [, min, max] = /a whole number from (\d+) to (\d+)\./.exec(said) ?? [];
  return min === undefined ? null : [Number(min), Number(max)];
}

function optionOf(command: string, flags: string): Option {
  return commandOf(createProgram(), command).options.find((each) => each.flags === flags)!;
}

function commandOf(program: Command, name: string): Command {
  return program.commands.find((each) => each.name() === name)!;
}
