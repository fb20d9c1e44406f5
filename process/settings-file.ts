// A file of settings: one JSON object. What its settings mean is up to the program.

import { readText } from './file.ts';

/** The path of a key in an error, at most. */
const PATH_LENGTH_MAX = 100;

/**
 * Reads the settings of a program, not yet checked. A key that appears twice is an error, although JSON allows it: one
 * of its two values would be ignored.
 *
 * @throws {Error} with one line that begins with the path
 */
export function readSettingsFile(path: string): Record<string, unknown> {
  let settings: unknown;
  try {
    const text = readText(path);
    settings = JSON.parse(text);
    const [twice] = duplicateKeysIn(text);
    if (twice !== undefined)
      throw new Error(`the key ${JSON.stringify(twice.slice(0, PATH_LENGTH_MAX))} is there twice`);
  } catch (error) {
    // The parser quotes what it cannot read, line ends and control characters too.
    const reason = (error as Error).message.replaceAll(/[\p{C}\s]+/gu, ' ');
    throw new Error(reason.startsWith(path) ? reason : `${path}: ${reason}`, { cause: error });
  }
  if (isObject(settings)) return settings;
  throw new Error(`${path}: expected a JSON object`);
}

/** The paths of keys that an object in a JSON text has twice, one by one. The text must be valid JSON. */
export function* duplicateKeysIn(text: string): Generator<string> {
  /** Of each object or list that is open: the keys seen, and the one whose value is being read. */
  const open: { readonly keys: Set<string>; key: string }[] = [];
  for (const [token, string] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")|[{}[\]:]/g)) {
    const last = open.at(-1);
    if (token === '{' || token === '[') open.push({ keys: new Set(), key: '' });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && last !== undefined) {
      if (last.keys.has(last.key)) yield pathOf(open);
      last.keys.add(last.key);
    } else if (string !== undefined && last !== undefined) last.key = JSON.parse(string) as string;
  }
}

function pathOf(open: readonly { readonly key: string }[]): string {
  return open
    .map(({ key }) => key)
    .filter((key) => key !== '')
    .join('.');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
