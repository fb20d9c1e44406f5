// Contestants as a command line names them: `ai:SKILL`, or a program with its arguments.

import { AI_SKILLS } from '#simulation';
import type { Contestant } from '../bots/arena/game-result.ts';

const AI = 'ai:';
/** Longer names are cut. They stand in tables, and in replays as names of seats. */
const NAME_LENGTH_MAX = 32;

/**
 * @param texts one for each contestant
 * @throws RangeError that says what is wrong with which of them
 */
export function contestantsOf(texts: readonly string[]): Contestant[] {
  const taken = new Map<string, number>();
  return texts.map((text) => {
    const contestant = contestantOf(text.trim());
    const count = (taken.get(contestant.name) ?? 0) + 1;
    taken.set(contestant.name, count);
    return count === 1 ? contestant : { ...contestant, name: `${contestant.name} #${count}` };
  });
}

function contestantOf(text: string): Contestant {
  if (text.startsWith(AI)) {
    const skill = AI_SKILLS.find((known) => AI + known === text);
    if (skill === undefined) throw new RangeError(`${text}: one of ${AI_SKILLS.map((known) => AI + known).join(', ')}`);
    return { name: text, command: null, skill };
  }
  const words = wordsOf(text);
  return { name: nameOf(words), command: text, skill: null };
}

/** The file name of the first word that looks like one, with what follows: `node bots/a.mjs -x` is `a.mjs -x`. */
function nameOf(words: readonly string[]): string {
  const first = words.findIndex(
    (word, index) => /[./\\]/.test(word) && (index > 0 || words.length === 1 || isPath(word)),
  );
  const [program = '', ...others] = words.slice(Math.max(0, first));
  const name = [program.replace(/^.*[/\\](?=.)/, ''), ...others].join(' ');
  const characters = [...name];
  return characters.length <= NAME_LENGTH_MAX ? name : `${characters.slice(0, NAME_LENGTH_MAX - 1).join('')}…`;
}

function isPath(word: string): boolean {
  return /[/\\]/.test(word) && !/(^|[/\\])(node|python[\d.]*|deno|bun|ruby|java|perl)$/.test(word);
}

/**
 * The words of a command line. Quotes of both kinds keep spaces, and a backslash keeps the character behind it outside of
 * single quotes. Nothing else has a meaning: no shell is involved.
 * @throws RangeError if there is no word, or a quote is not closed
 */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === '\\' && quote !== "'" && at + 1 < line.length) word = (word ?? '') + line[++at]!;
    else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (quote === '' && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') throw new RangeError(`${line}: a quote is not closed`);
  if (word !== null) words.push(word);
  if (words.length === 0) throw new RangeError('a contestant is empty');
  return words;
}
