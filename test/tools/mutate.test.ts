import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { compileFunction } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { ImportGraph } from '../../tools/mutate/import-graph.ts';
import { mutantsOf } from '../../tools/mutate/mutants.ts';
import { blockAround, blocksOf, withProbes } from '../../tools/mutate/probes.ts';
import { sampleOf } from '../../tools/mutate/sample.ts';
import { mutated, readEquivalents, sourcesIn } from '../../tools/mutate/scope.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TOOL = join(ROOT, 'tools/mutate.js');
/** Each fault is tried by a run of its own, two of which never end by themselves. */
const TEST_MS_MAX = 300_000;

const CLAMP = `export function clamp(value: number, most: number): number {
  if (value > most) return most;
  return value;
}

export function countTo(count: number): number {
  let reached = 0;
  while (reached < count) reached++;
  return reached;
}

export function nobodyCalls(): string[] {
  return [];
}
`;

const CLAMP_TEST = `import { expect, test } from 'vitest';
import { clamp, countTo } from '../../clamp/clamp.ts';

test('clamps', () => {
  expect([clamp(1, 3), clamp(5, 3)]).toEqual([1, 3]);
});

test('counts', () => {
  expect(countTo(3)).toBe(3);
});
`;

test.each([
  [
    'if (a < b) stop();',
    ['if (a <= b) stop();', 'if (a >= b) stop();', 'if (true) stop();', 'if (false) stop();', 'if (a < b) ;'],
  ],
  ['f(a && !b, c ?? d);', ['f(a || !b, c ?? d);', 'f(a && (b), c ?? d);', 'f(a && !b, (c));', 'f(a && !b, (d));', ';']],
  ['x += y * 2;', ['x -= y * 2;', 'x += y / 2;', 'x += y * 3;', 'x += y * 1;', ';']],
  ["const s = a + 'b c';", []],
  [
    "const s = kind === 'pac' ? 'ghost' : n;",
    [
      "const s = kind !== 'pac' ? 'ghost' : n;",
      "const s = kind === 'ghost' ? 'ghost' : n;",
      "const s = kind === 'pac' ? 'pac' : n;",
      "const s = true ? 'ghost' : n;",
      "const s = false ? 'ghost' : n;",
    ],
  ],
  ["if (typeof a === 'string') {}", ["if (typeof a !== 'string') {}", 'if (true) {}', 'if (false) {}']],
  ['const f = () => list.filter(g);', ['const f = () => list;', 'const f = () => undefined;']],
  ['const f = () => a > b;', ['const f = () => a >= b;', 'const f = () => a <= b;', 'const f = () => !(a > b);']],
  ['const m = Math.min(a, b);', ['const m = Math.max(a, b);']],
  ['for (const a of list) i++;', ['for (const a of []) i++;', 'for (const a of list) i--;', 'for (const a of list) ;']],
  ['clearTimeout(this.#timer);', [';']],
  ["assert(a > 0); this.#log.warn({ a: 1 }, 'bad');", []],
  ["import type { A } from './a.ts'; type B = 'lobby' | 'seated'; let c: Extract<B, 'lobby'>;", []],
  ['const o = { 1: f, ready: a as 5 };', []],
])('[TN5] mutants of %s', (source, expected) => {
  const found = mutantsOf('a.ts', source).map((mutant) => mutated(source, mutant));
  expect(found.toSorted()).toEqual(expected.toSorted());
});

test('[TN5] probes change nothing that a source does, and tell its blocks apart', () => {
  const source =
    'const f = (a) => { if (a) return a > 1 ? b(a) : 7; switch (a) { case 0: return a || 3; } return () => a; };';
  const blocks = blocksOf('a.js', source);
  const run = compileFunction(`${withProbes(source, blocks, 0)} return f;`, ['__probes', 'b']);
  const probesSetBy = (argument: number, results: unknown[]) => {
    const probes: number[] = [];
    results.push(run(probes, (n: number) => n * 10)(argument));
    return Object.keys(probes).map(Number);
  };
  const results: unknown[] = [];
  const sets = [2, 1, 0].map((argument) => probesSetBy(argument, results));
  expect(results).toEqual([20, 7, 3]);
  const blockOf = (text: string) => blockAround(blocks, { start: source.indexOf(text), end: source.indexOf(text) + 1 });
  expect(sets.map((set) => ['b(a)', '7', '3', 'a; };'].map((text) => set.includes(blockOf(text))))).toEqual([
    [true, false, false, false],
    [false, true, false, false],
    [false, false, true, false],
  ]);
});

test(
  '[TN6] a fault that a test fails on, or that never ends, is noticed; others survive; no file changes',
  async () => {
    const root = fixture();
    const results = join(root, 'results.json');
    const args = ['--folder', 'clamp', '--sample', '99', '--spare-seconds', '6', '--results', results];
    const first = await runTool(root, args);
    expect(
      first.output
        .split('\n')
        .filter((line) => line.startsWith('survived'))
        .toSorted(),
    ).toEqual([
      'survived  clamp/clamp.ts:13  return [];  →  return undefined;',
      'survived  clamp/clamp.ts:7  let reached = 0;  →  let reached = 1;',
    ]);
    expect(first.output).toMatch(/^noticed 9 of 11 \(81 %\)$/m);
    expect(first.code).toBe(0);
    expect(readFileSync(join(root, 'clamp/clamp.ts'), 'utf8')).toBe(CLAMP);

    // The second run takes the results of the first.
    const strict = await runTool(root, [...args, '--least', '82']);
    expect({ ...strict, code: 1 }).toEqual({ ...first, code: 1 });
    expect(strict.code).toBe(1);
  },
  TEST_MS_MAX,
);

test('[TN6] an option that is unknown or no number is a usage error', async () => {
  const root = fixture();
  for (const args of [[], ['--folder', 'clamp', '--speed', '1'], ['--folder', 'clamp', '--sample', 'all']]) {
    expect(await runTool(root, args)).toMatchObject({
      code: 2,
      output: expect.stringContaining('usage: npm run mutate'),
    });
  }
});

test('[TN7] one seed gives one sample, of different places; another seed gives another', () => {
  const mutants = sourcesIn(ROOT, 'protocol', []).flatMap((source) => source.mutants);
  const [first, again, other] = [1, 1, 2].map((seed) => sampleOf(mutants, 50, seed).map(({ mutant }) => mutant));
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  const places = first!.map(({ file, start, end }) => `${file}:${start}:${end}`);
  expect(new Set(places).size).toBe(50);
});

test('[TN7] a mutant that is listed as equivalent is not tried, and says why', () => {
  const [known] = sourcesIn(ROOT, 'net', []).flatMap(({ mutants }) => mutants);
  const entry = { file: known!.mutant.file, ...known!.diff, reason: 'a test of this list' };
  const left = sourcesIn(ROOT, 'net', [entry]).flatMap(({ mutants }) => mutants);
  expect(left).not.toContainEqual(known);
  expect(left.length).toBeGreaterThan(0);
  for (const { reason } of readEquivalents()) expect(reason).toMatch(/\w+ \w+/);
});

test('[TN7] imports lead from a test to its sources; imports of types do not', () => {
  const root = fixture();
  writeFileSync(join(root, 'clamp/other.ts'), "import type { A } from './clamp.ts';\nexport const a = 1;\n");
  writeFileSync(
    join(root, 'test/clamp/other.test.ts'),
    "import { a } from '../../clamp/other.ts';\nawait import('./lazy.ts');\n",
  );
  writeFileSync(join(root, 'test/clamp/lazy.ts'), "export { clamp } from '#clamp';\n");
  const distances = new ImportGraph(root).distancesFrom('test/clamp/other.test.ts');
  expect(Object.fromEntries(distances)).toEqual({
    'test/clamp/other.test.ts': 0,
    'clamp/other.ts': 1,
    'test/clamp/lazy.ts': 1,
    'clamp/clamp.ts': 2,
  });
});

/** A small project in a folder of its own, with the packages of this one. */
function fixture(): string {
  const root = mkdtempSync(join(tmpdir(), 'packetman-mutate-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of ['clamp', 'test/clamp']) mkdirSync(join(root, folder), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(
    join(root, 'package.json'),
    '{ "type": "module", "imports": { "#clamp": { "source": "./clamp/clamp.ts" } } }',
  );
  writeFileSync(join(root, 'clamp/clamp.ts'), CLAMP);
  writeFileSync(join(root, 'test/clamp/clamp.test.ts'), CLAMP_TEST);
  return root;
}

/** Vitest's own variables would make the tool think that it is a test. */
async function runTool(root: string, args: string[]): Promise<{ code: number; output: string }> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV|VITE)/.test(name)),
  );
  const child = spawn(process.execPath, [TOOL, ...args], { cwd: root, env });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number, output: out + err };
}
