// Checks the table of imports between folders, and the rules for file names. What a program may use of its own libraries is
// listed here too, so that a new dependency is a decision that shows.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

const BENCHED = [
  ...['match/broadcast', 'config', 'journal/open-journal', 'ops/log', 'ops/metrics', 'net/flow-control'],
  ...['lockstep/ai-match', 'lockstep/lockstep-game', 'rooms/seat-plan', 'outbox/match-outbox'],
].map((part) => `game-server/${part}.ts`);

/** By folder: what its files may import beside each other. `node:*` stands for all of Node, `bridge/*` for a folder. */
const ALLOWED: Record<string, string[]> = {
  simulation: [],
  protocol: ['msgpackr'],
  client: ['#simulation', '#protocol'],
  net: ['node:*'],
  process: ['node:*', 'pino'],
  // Its own folder: the arena rates bots, and a store of results will rate players.
  ratings: ['openskill'],
  // Its own folder: pages draw with it, and the API draws the pictures of links.
  picture: ['#simulation', '#protocol'],
  redis: ['ioredis', 'node:fs'],
  handover: ['#simulation', '#protocol', '#process', 'msgpackr', 'unhomoglyph', 'node:crypto', 'node:fs', 'node:path'],
  'game-server': [
    '#simulation',
    '#protocol',
    '#handover',
    '#net',
    '#process',
    '#redis',
    'node:*',
    'msgpackr',
    'prom-client',
  ],
  api: [
    ...['#simulation', '#protocol', '#handover', '#net', '#process', '#ratings', '#picture', '#redis', 'node:*'],
    ...['@hono/node-server', '@hono/zod-openapi', '@photostructure/sqlite', '@simplewebauthn/server', 'hono'],
    ...['kysely', 'pg', 'prom-client', 'zod'],
  ],
  bridge: ['#net', '#process', '#redis', 'node:*', 'ws', 'prom-client', 'jose', 'zod'],
  'web-client': [
    '#simulation',
    '#protocol',
    '#client',
    '#picture',
    'phaser',
    'phaser/src/*',
    'qrcode-generator',
    'vite',
    'node:path',
  ],
  // Pages beside the game. Of Node, what their build needs.
  portal: ['#simulation', '#protocol', '#picture', 'vite', 'node:fs'],
  // Of what is handed over, the types of the answers to the desk.
  monitor: ['#handover/control', '#handover/desk', 'uplot', 'vite'],
  // The types of the answers to it, and the look of the desk.
  'status-page': ['bridge/status/answers.ts', 'monitor/*', 'uplot', 'vite'],
  bots: ['#simulation', '#protocol', '#client', '#ratings', 'node:*', 'ws'],
  // The games of bots need the server in lockstep, and the results of games are those of bots.
  arena: ['#simulation', '#process', 'game-server/*', 'bots/arena/*', 'node:*'],
  load: ['#simulation', '#protocol', '#client', '#redis', 'bots/*', 'node:*', 'uplot'],
  // Of the bots, how a program on Node connects.
  'terminal-client': [
    ...['#simulation', '#protocol', '#client', 'node:*'],
    ...['bots/server-socket.ts', 'bots/round-trip.ts'],
  ],
  // Of the server and the arena, what the benches of a broadcast, of the journal and of lockstep are about. Of the bots, how a program on Node connects.
  tools: [
    '#simulation',
    '#protocol',
    '#client',
    '#process',
    '#handover',
    '#redis',
    'arena/bot-process.ts',
    'protocol/examples/bot.js',
    'node:*',
    'playwright-core',
    'vite',
    'vitest',
    'vitest.config.ts',
    'ws',
    'cli/settings-document.ts',
    'cli/bridge-document.ts',
    'bots/server-socket.ts',
    // Servers are started and killed, and what their clients are shown is checked, as in a load test.
    ...['load/cluster/*', 'load/frames/*'],
    // A database of a million rows is filled by SQL.
    ...['kysely', 'api/store/open-store.ts', 'api/store/store.ts', 'api/store/tables.ts'],
    ...BENCHED,
  ],
  cli: [
    '#simulation',
    '#protocol',
    '#client',
    '#net',
    '#process',
    '#ratings',
    '#redis',
    'game-server/*',
    'api/*',
    'bridge/*',
    'arena/*',
    'bots/*',
    'load/*',
    'terminal-client/*',
    'tools/*',
    'node:*',
    'commander',
    'zod',
  ],
};

/** Of Phaser, nothing may be known where a Node test has to run it. */
const WITHOUT_PHASER = ['web-client/local/', 'web-client/netcode/', 'web-client/replay/'];

/** Programs for strangers to copy: they stand alone, and import nothing of ours. */
const EXAMPLES = ['protocol/examples/', 'bridge/examples/', 'bots/starters/'];
/** Besides Node, a starter has the msgpack library that is usual in its language. */
const OF_STARTERS = 'msgpackr';
/** Files of other languages are named as these want it. */
const FOREIGN = ['bots/starters/', 'bots/python/'];

const KEBAB_CASE =
  /^[a-z0-9]+(-[a-z0-9]+)*(\.(config|test|d))?\.(ts|js|c|py|json|html|svg|png|webmanifest|css|md|jsonl|yml)$/;
const KEBAB_CASE_FOLDER = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const FORBIDDEN_NAMES = ['utils', 'util', 'helpers', 'helper', 'types', 'common', 'manager', 'misc'];

test.each(Object.keys(ALLOWED))('[L1] %s imports only what it may', (folder) => {
  const forbidden = sourcesIn(folder).flatMap((file) =>
    importsOf(file)
      .filter((specifier) => !mayImport(folder, file, specifier))
      .map((specifier) => `${file} imports ${specifier}`),
  );
  expect(forbidden).toEqual([]);
});

test('[L1] ARCHITECTURE.md says the same of our own folders', () => {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const [table = ''] = /^\| folder \| answers(?:.*\n)+?(?=\n)/m.exec(text) ?? [];
  const rows = table.split('\n').slice(2, -1);
  const folders = Object.keys(ALLOWED);
  const documented = rows.map((row) => {
    const [, folder = '', , imports = ''] = row.split('|').map((cell) => cell.trim());
    const named = [...imports.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name!);
    return [folder.replaceAll('`', ''), named.filter((name) => folders.includes(name)).toSorted()];
  });
  const allowed = Object.entries(ALLOWED).map(([folder, imports]) => {
    const ours = imports.map((name) => name.replace('#', '').replace(/\/.*/, ''));
    return [folder, [...new Set(ours)].filter((name) => folders.includes(name)).toSorted()];
  });
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(allowed));
});

test('[L2] netcode and replays know nothing of Phaser', () => {
  const files = sourcesIn('web-client').filter((file) => WITHOUT_PHASER.some((folder) => file.startsWith(folder)));
  expect(files.filter((file) => importsOf(file).includes('phaser'))).toEqual([]);
});

test('[L3] examples stand alone', () => {
  const files = EXAMPLES.flatMap(filesIn).filter((path) => /\.[jt]s$/.test(path));
  const foreign = files.flatMap((file) =>
    importsOf(file).filter(
      (name) => !name.startsWith('node:') && !(file.startsWith('bots/starters/') && name === OF_STARTERS),
    ),
  );
  expect(foreign).toEqual([]);
});

test('[L4] files and folders are kebab-case and named after what they are', () => {
  const paths = [...Object.keys(ALLOWED), 'test']
    .flatMap((folder) => filesIn(folder))
    .filter((path) => !FOREIGN.some((folder) => path.startsWith(folder)));
  const misnamed = paths.filter((path) => {
    const folders = posix.dirname(path).split('/');
    const [noun = ''] = basename(path).split('.');
    const wellFormed = noun === 'README' || KEBAB_CASE.test(basename(path));
    return !wellFormed || !folders.every((name) => KEBAB_CASE_FOLDER.test(name)) || FORBIDDEN_NAMES.includes(noun);
  });
  expect(misnamed.filter((path) => !path.startsWith('test/golden/'))).toEqual([]);
});

test('[L5] the scan sees every way to import', () => {
  const source = `import a from 'a';\nimport type { B } from 'b';\nimport 'c';\nawait import('d');\nexport * from 'e';
import {
  f,
} from 'f';`;
  expect(specifiersIn(source)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('[L19] no file imports itself by way of others, types included', () => {
  const files = Object.keys(ALLOWED).flatMap(sourcesIn);
  const imports = new Map(files.map((file) => [file, importsOf(file).map((specifier) => fileOf(file, specifier))]));
  expect(cyclesIn(imports)).toEqual([]);
});

test('[L19] cycles are found, long, short and nested, and nothing else is', () => {
  const graph = { a: ['b', 'x'], b: ['c'], c: ['a', 'd'], d: ['d', 'e'], e: ['f', 'g'], f: [], g: ['f', 'nowhere'] };
  const twice = { ...graph, g: ['h'], h: ['g', 'a', 'b'] };
  const found = (edges: Record<string, string[]>) =>
    cyclesIn(new Map(Object.entries(edges))).map((cycle) => cycle.toSorted());
  expect(found(graph)).toEqual([['d'], ['a', 'b', 'c']]);
  expect(found(twice)).toEqual([['a', 'b', 'c', 'd', 'e', 'g', 'h']]);
});

/** The file that an import in `file` leads to; what is not one of ours is left as it is. */
function fileOf(file: string, specifier: string): string {
  if (specifier.startsWith('#')) return `${specifier.slice(1)}${specifier.includes('/') ? '' : '/index'}.ts`;
  return specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier;
}

/**
 * The sets of files that reach each other, by Tarjan's algorithm: files are visited depth first, and `low` is the oldest
 * file on the path that one leads back to.
 */
function cyclesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const path: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): number => {
    order.set(file, order.size);
    low.set(file, order.get(file)!);
    path.push(file);
    for (const target of imports.get(file) ?? []) {
      if (!imports.has(target)) continue;
      const reached = !order.has(target) ? visit(target) : path.includes(target) ? order.get(target)! : Infinity;
      low.set(file, Math.min(low.get(file)!, reached));
    }
    if (low.get(file) === order.get(file)) {
      const cycle = path.splice(path.indexOf(file));
      if (cycle.length > 1 || imports.get(file)!.includes(file)) cycles.push(cycle);
    }
    return low.get(file)!;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return cycles;
}

function mayImport(folder: string, file: string, specifier: string): boolean {
  const target = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier;
  if (target.startsWith(`${folder}/`)) return true;
  return (ALLOWED[folder] ?? []).some((allowed) =>
    allowed.endsWith('*')
      ? target.startsWith(allowed.slice(0, -1))
      : target === allowed || target.startsWith(`${allowed}/`),
  );
}

function importsOf(file: string): string[] {
  return specifiersIn(readFileSync(join(ROOT, file), 'utf8'));
}

function specifiersIn(source: string): string[] {
  const pattern = /^(?:import|export)\s[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm;
  return [...source.matchAll(pattern)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
}

function sourcesIn(folder: string): string[] {
  return filesIn(folder).filter(
    (path) => /\.(ts|js)$/.test(path) && !EXAMPLES.some((folder) => path.startsWith(folder)),
  );
}

/** Paths from the root, with forward slashes. */
function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(...join(entry.parentPath, entry.name).slice(ROOT.length).split(/[\\/]/)))
    .map((path) => path.replace(/^\//, ''));
}
