// What comments, documents and settings of tools say about this repository, held to what is in it: nothing else reads it.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { duplicateKeysIn } from '#process';
import { createProgram } from '../cli/program.ts';
import { parseOnly, wordsOf } from './support/command-line.ts';

const ROOT = join(import.meta.dirname, '..');
const NOT_OURS = ['node_modules', 'dist', '.git', 'test-artifacts'];
const FILES = filesIn('');
const SOURCES = FILES.filter((path) => /\.(ts|js|css|c|html)$/.test(path));
const DOCUMENTS = FILES.filter((path) => path.endsWith('.md'));
const READMES = new Map(
  FILES.filter((path) => basename(path) === 'README.md').map((path) => [dirname(path), read(path)]),
);

/** Files that are named and belong to somebody else, or to whoever types a command. */
const NAMED_ELSEWHERE = new Set([
  // The pages of the design, which contributors are given.
  ...['DESIGN.md', 'STYLE.md'],
  // Kept in the data folder of the API.
  'desk-tokens.json',
  // What `packetman load --out` writes.
  ...['report.json', 'report.html'],
  // What `packetman arena --out` writes.
  ...['results.json', 'timings.json'],
  // A package.
  'ipaddr.js',
  // Settings files in examples.
  ...['server.json', 'bridge.json', 'api.json'],
]);

/** The folders of `game-server/cluster` that have rules of their own. */
const CLUSTER = ['', '/directory', '/moves', '/sessions', '/streams'].map((folder) => `game-server/cluster${folder}`);

/** Where the rules of tests outside a program's own folder stand. */
const RULES_OF: Record<string, string[]> = {
  '.': ['tools', 'api'],
  api: ['api', 'api/accounts', 'api/desk', 'api/leaderboards', 'api/matches', 'api/players', 'portal'],
  cli: ['cli', 'bots', 'load'],
  'game-server': ['game-server', ...CLUSTER],
  faults: ['process', 'api/matches', 'tools', ...CLUSTER],
  bots: ['bots', 'bots/arena/report', 'bots/starters', 'bots/python', 'load'],
  'end-to-end': ['web-client', 'portal', 'monitor', 'api/desk', 'bots/arena/report', 'bridge', 'simulation', 'tools'],
};

test('[L6] files that comments and documents name are there', () => {
  const named = [...SOURCES.map((path) => [path, commentsOf(path)]), ...DOCUMENTS.map((path) => [path, read(path)])];
  const missing = named.flatMap(([path, text]) =>
    filesNamedIn(text!)
      .filter((name) => !isThere(name, dirname(path!)))
      .map((name) => `${path}: ${name}`),
  );
  expect(missing).toEqual([]);
  expect(filesNamedIn('see frame.ts, ../a/b.md and https://a.example/c.html; *.ts d.tsx')).toEqual([
    'frame.ts',
    '../a/b.md',
  ]);
  expect([isThere('nowhere.ts', 'bridge'), isThere('Config.ts', 'bridge'), isThere('config.ts', 'bridge')]).toEqual([
    ...[false, false, true],
  ]);
});

test('[L7] links of documents lead to a file, and to a heading of it', () => {
  const broken = DOCUMENTS.flatMap((path) =>
    linksOf(read(path))
      .filter((link) => !leadsSomewhere(link, path))
      .map((link) => `${path}: ${link}`),
  );
  expect(broken).toEqual([]);
  expect(leadsSomewhere('README.md#the-path-of-a-key-press', 'README.md')).toBe(false);
  expect(leadsSomewhere('ARCHITECTURE.md#the-path-of-a-key-press', 'README.md')).toBe(true);
});

test('[L8] no file of JSON has a key twice', () => {
  const files = FILES.filter((path) => path.endsWith('.json') && !path.startsWith('test/golden/replays/'));
  expect(files.flatMap((path) => [...duplicateKeysIn(read(path))].map((key) => `${path}: ${key}`))).toEqual([]);
  expect([...duplicateKeysIn('{"a": [{"b": 1, "c": {"b": 2}}, {"b": "\\"b\\": {"}], "b": {}, "a": 1}')]).toEqual(['a']);
  expect([...duplicateKeysIn('{"x": {"a\\u0062": 1, "ab": 2}}')]).toEqual(['x.ab']);
});

test('[L9] scripts and commands that documents name are there, with their flags', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const program = createProgram().commands;
  const commands = new Set(program.map((command) => command.name()));
  const options = program.flatMap((command) => command.options);
  const flags = new Set(['--help', ...options.flatMap(({ long, short }) => [long, short])]);
  const wrong = DOCUMENTS.flatMap((path) => {
    const text = read(path);
    const runs = [...text.matchAll(/npm run ([a-z][a-z:]*)/g)].filter(([, name]) => scripts[name!] === undefined);
    const calls = [...text.matchAll(/(?:`|npx |^ {4,})packetman ([a-z][a-z-]*)(?=[\s`])([^`\n]*)/gm)];
    const unknown = calls.filter(([, name]) => !commands.has(name!));
    const flagged = calls.flatMap(([, , rest]) => rest!.match(/(?<=\s)--[a-z][a-z0-9-]*/g) ?? []);
    return [
      ...runs.map(([all]) => all),
      ...unknown.map(([all]) => all),
      ...flagged.filter((flag) => !flags.has(flag)),
    ].map((said) => `${path}: ${said}`);
  });
  expect(wrong).toEqual([]);
});

test('[L15] command lines that documents show are accepted', async () => {
  const lines = DOCUMENTS.flatMap((path) =>
    commandLinesOf(read(path)).map((line) => ({ line: `${path}: ${line}`, words: wordsOf(line) })),
  );
  for (const { line, words } of lines) {
    const { ran, said } = await parseOnly(words.slice(1));
    expect([line, said, ran.length]).toEqual([line, '', 1]);
  }
  expect(lines.length).toBeGreaterThan(10);
  expect(commandLinesOf('    npx packetman bot   one of ours\n`packetman load`\n    nohup packetman start &')).toEqual([
    'packetman bot',
  ]);
});

test('[L10] rules that titles of tests begin with stand in the README of their folder', () => {
  const tests = FILES.filter((path) => /^test\/.*\.test\.ts$/.test(path));
  const unknown = tests.flatMap((path) => {
    const folder = posix.relative('test', dirname(path)).split('/')[0] || '.';
    const rules = (RULES_OF[folder] ?? [folder]).flatMap((readme) => rulesOf(READMES.get(readme) ?? ''));
    const tags = [...read(path).matchAll(/['"`]\[([A-Z]+\d+)\]/g)].map(([, tag]) => tag!);
    return tags.filter((tag) => !rules.includes(tag)).map((tag) => `${path}: ${tag}`);
  });
  expect(unknown).toEqual([]);
  expect(rulesOf('**A1** to **A3** **B9 Bytes.** **C7..C9**')).toEqual(['A1', 'A2', 'A3', 'B9', 'C7', 'C8', 'C9']);
});

test('[L11] patterns in the settings of tools each fit a file', () => {
  const knip = JSON.parse(read('knip.json')) as { entry: string[] };
  const oxlint = JSON.parse(read('.oxlintrc.json')) as { overrides: { files: string[] }[] };
  const configs = FILES.filter((path) => /(^|\/)tsconfig[^/]*\.json$/.test(path));
  const included = configs.flatMap((path) => {
    const { include = [], exclude = [] } = JSON.parse(read(path)) as { include?: string[]; exclude?: string[] };
    return [...include, ...exclude].map((pattern) => posix.join(dirname(path), pattern));
  });
  const patterns = [...knip.entry, ...oxlint.overrides.flatMap(({ files }) => files), ...included];
  expect(patterns.filter((pattern) => !FILES.some((path) => patternOf(pattern).test(path)))).toEqual([]);
});

test('[L18] what docs/play.md shows in bold is a text of the page', () => {
  const texts = FILES.filter((path) => /^web-client\/.*\.(ts|html)$/.test(path))
    .map(read)
    .join('\n')
    .replaceAll(/\s+/g, ' ');
  const shown = [...read('docs/play.md').matchAll(/\*\*(.+?)\*\*/g)].map(([, text]) => text!);
  expect(shown.filter((text) => !new RegExp(`[>'] ?${text} ?[<']`).test(texts))).toEqual([]);
  expect(shown.length).toBeGreaterThan(5);
});

test('[L12] elements that the page asks for are in its HTML', () => {
  const html = read('web-client/index.html');
  const ids = new Set([...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id!));
  const views = FILES.filter((path) => /^web-client\/.*\.ts$/.test(path));
  const asked = views.flatMap((path) =>
    [...read(path).matchAll(/\b(?:element|getElementById)\(\s*'([^']+)'/g)].map(([, id]) => id!),
  );
  const styled = FILES.filter((path) => /^web-client\/.*\.css$/.test(path)).flatMap((path) =>
    [
      ...read(path)
        .replaceAll(/\{[^}]*\}/g, '')
        .matchAll(/#([a-z][\w-]*)/g),
    ].map(([, id]) => id!),
  );
  expect(asked.length).toBeGreaterThan(10);
  expect([...asked, ...styled].filter((id) => !ids.has(id))).toEqual([]);
});

test('[L13] no two rules have one number, in whichever README they stand', () => {
  const heads = [...READMES].flatMap(([folder, text]) => rulesOf(text).map((tag) => `${tag} ${folder}`));
  const tags = heads.map((head) => head.split(' ')[0]);
  expect(heads.filter((_, i) => tags.indexOf(tags[i]) !== i)).toEqual([]);
});

test('[L14] sections of the rules that comments and documents name are there', () => {
  const sections = new Map(
    ['arcade', 'modes'].map((name) => [name, sectionsOf(read(`docs/rules/${name}.md`))] as const),
  );
  const named = [...SOURCES.map((path) => [path, commentsOf(path)]), ...DOCUMENTS.map((path) => [path, read(path)])];
  const references = named.flatMap(([path, text]) =>
    sectionsNamedIn(text!).map(({ document, section }) => ({ path, document, section })),
  );
  const wrong = references.filter(({ document, section }) => !sections.get(document)!.includes(section));
  const within = [...sections].flatMap(([document, known]) =>
    [...read(`docs/rules/${document}.md`).matchAll(/(?<!\.md )\bsection (\d+(?:\.\d+)?)/g)]
      .map(([, section]) => `docs/rules/${document}.md: ${section}`)
      .filter((reference) => !known.includes(reference.split(' ')[1]!)),
  );
  // With `docs/` before it the whole document is meant.
  const without = SOURCES.filter((path) => path !== 'test/documents.test.ts').flatMap((path) =>
    [...commentsOf(path).matchAll(/(?<!docs\/)rules\/(?:arcade|modes)\.md(?![\s*/]+\d).{0,20}/g)].map(
      ([reference]) => `${path}: ${reference}`,
    ),
  );
  expect([...wrong, ...within, ...without]).toEqual([]);
  expect(references.length).toBeGreaterThan(40);
  expect(sectionsNamedIn('as in rules/arcade.md 5.3, 9 and\n * 10.2, not 7; rules/modes.md 1.5, 3')).toEqual([
    ...['5.3', '9', '10.2'].map((section) => ({ document: 'arcade', section })),
    ...['1.5', '3'].map((section) => ({ document: 'modes', section })),
  ]);
});

/** Indented lines and lines of fenced blocks that begin with our name, without what stands behind wide spaces. */
function commandLinesOf(markdown: string): string[] {
  return [...markdown.matchAll(/^ *(?:npx )?(packetman\b.*)$/gm)]
    .filter(([line]) => /^(?: {4}|npx)/.test(line))
    .map(([, line]) => line!.split(/ {2,}/)[0]!);
}

/** A glob, or a folder that stands for all that is in it. */
function patternOf(glob: string): RegExp {
  const parts: Record<string, string> = {
    '**/': '(.*/)?',
    '**': '.*',
    '*': '[^/]*',
    '{': '(',
    ',': '|',
    '}': ')',
    '.': '\\.',
  };
  const source = glob.replaceAll(/\*\*\/|\*\*|[*{},.]/g, (part) => parts[part]!);
  return new RegExp(`^${source === '\\.' ? '.*' : source}(/.*)?$`);
}

/** All comments of a source, as one text. */
function commentsOf(path: string): string {
  const pattern = path.endsWith('.html') ? /<!--[^]*?-->/g : /\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm;
  return (read(path).match(pattern) ?? []).join('\n');
}

/** Paths and names of files, but not of addresses of the web. */
function filesNamedIn(text: string): string[] {
  const plain = text.replaceAll(/https?:\/\/\S+/g, '');
  return [
    ...plain.matchAll(/(?<![\w/.@*-])((?:\.{0,2}\/)?[\w-][\w./-]*\.(?:ts|js|json|md|html|css|c))(?![\w*/-])/g),
  ].map(([, name]) => name!.replace(/^\.\//, ''));
}

/** Named from the root, from the folder of who names it, or by its last parts. */
function isThere(name: string, folder: string): boolean {
  if (NAMED_ELSEWHERE.has(basename(name)) || /^(dist|node_modules)?\//.test(name)) return true;
  const from = posix.normalize(posix.join(folder, name));
  return FILES.some((path) => path === name || path === from || path.endsWith(`/${name}`));
}

function linksOf(markdown: string): string[] {
  const withoutCode = markdown.replaceAll(/```[^]*?```|`[^`\n]*`/g, '');
  return [...withoutCode.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^https?:/.test(link));
}

function leadsSomewhere(link: string, from: string): boolean {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? from : posix.normalize(posix.join(dirname(from), file));
  if (!existsSync(join(ROOT, path))) return false;
  return anchor === undefined || headingsOf(read(path)).includes(anchor);
}

/** Headings as anchors: lower case, without punctuation, with hyphens for spaces. */
function headingsOf(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ +(.+)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Numbers of a document's sections, as its headings begin with them. */
function sectionsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#{2,3} (\d+(?:\.\d+)?)/gm)].map(([, section]) => section!);
}

/** Sections of the rules, named as `rules/arcade.md 6.2` or `rules/arcade.md 5.3, 9 and 10.2`, over the end of a line too. */
function sectionsNamedIn(text: string): { document: string; section: string }[] {
  const number = String.raw`\d+(?:\.\d+)?`;
  const between = String.raw`(?:,|\s+and)[\s*/]+`;
  const pattern = new RegExp(String.raw`rules/(arcade|modes)\.md[\s*/]+(${number}(?:${between}${number})*)`, 'g');
  return [...text.matchAll(pattern)].flatMap(([, document, numbers]) =>
    [...numbers!.matchAll(new RegExp(number, 'g'))].map(([section]) => ({ document: document!, section })),
  );
}

/** Tags of rules, written `**A1**`, `**A1 With a name.**`, or as a row, `**A1** to **A3**` and `**A1..A3**`. */
function rulesOf(readme: string): string[] {
  const pattern = /\*\*([A-Z]+)(\d+)(?:\.\.[A-Z]+(\d+)|\*\* to \*\*[A-Z]+(\d+))?/g;
  return [...readme.matchAll(pattern)].flatMap(([, letter, first, to, last]) => {
    const count = Number(to ?? last ?? first) - Number(first) + 1;
    return Array.from({ length: count }, (_, i) => `${letter}${Number(first) + i}`);
  });
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Paths from the root, without what is installed or built. */
function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (NOT_OURS.includes(entry.name)) return [];
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}
