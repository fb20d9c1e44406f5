// Which sources get mutants, and which mutants no test can notice.
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { mutantsOf, type Mutant } from './mutants.ts';

/** Files without mutants, by the end of their path. */
const LEFT_OUT: Record<string, string> = {
  '.d.ts': 'holds types only',
  'vite.config.ts': 'builds the page',
  'game-server/main.ts': 'starts the program; tests run it as a process, from dist/',
  'web-client/netcode/web-socket.ts': 'wraps the WebSocket of a browser; the end-to-end tests run it',
  'bridge/main.ts': 'starts the program; tests run it as a process, from dist/',
};
const LEFT_OUT_FOLDERS = ['examples'];

const EQUIVALENTS = join(import.meta.dirname, 'equivalents.json');

/** What a mutant changes, as one line of source before and after. */
export interface Diff {
  /** From 1. */
  line: number;
  before: string;
  after: string;
}

export interface Equivalent {
  file: string;
  before: string;
  after: string;
  reason: string;
}

export interface Source {
  file: string;
  text: string;
  mutants: { mutant: Mutant; diff: Diff }[];
}

/** The sources of a folder with the mutants that a test can notice. */
export function sourcesIn(root: string, folder: string, equivalents: readonly Equivalent[]): Source[] {
  const known = new Set(equivalents.map(keyOf));
  return filesIn(root, folder).map((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const mutants = mutantsOf(file, text)
      .map((mutant) => ({ mutant, diff: diffOf(text, mutant) }))
      .filter(({ diff }) => !known.has(keyOf({ file, ...diff })));
    return { file, text, mutants };
  });
}

/** Mutants that behave as the source does, each with the reason why. */
export function readEquivalents(): Equivalent[] {
  return JSON.parse(readFileSync(EQUIVALENTS, 'utf8')) as Equivalent[];
}

/** The source with the mutant's fault in it. */
export function mutated(text: string, { start, end, text: replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => posix.relative(root, posix.join(entry.parentPath, entry.name)))
    .filter((file) => !Object.keys(LEFT_OUT).some((ending) => file.endsWith(ending)))
    .filter((file) => !file.split('/').some((name) => LEFT_OUT_FOLDERS.includes(name)))
    .toSorted();
}

/** The lines that the mutant touches, with all white space as single spaces. */
function diffOf(text: string, mutant: Mutant): Diff {
  const from = text.lastIndexOf('\n', mutant.start - 1) + 1;
  const lineEnd = text.indexOf('\n', mutant.end);
  const to = lineEnd < 0 ? text.length : lineEnd;
  const after = text.slice(from, mutant.start) + mutant.text + text.slice(mutant.end, to);
  return { line: text.slice(0, from).split('\n').length, before: oneLine(text.slice(from, to)), after: oneLine(after) };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function keyOf({ file, before, after }: { file: string; before: string; after: string }): string {
  return [file, before, after].join('\n');
}
