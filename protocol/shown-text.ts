// Text of a player that others see: what a name and a line of chat may contain. Server and page use the same rules. The
// server decides which names are taken or reserved.

import { CHAT_LENGTH_MAX, MARKS_STACKED_MAX, NAME_LENGTH_MAX, NAME_LENGTH_MIN } from './limits.ts';

// A pictograph with its style or skin tone, up to four of them joined (a family), or a keycap. Anywhere else a joiner or a
// selector is invisible. Flags made of letters contain nothing invisible. Flags made of tags could hide any text: their tags
// are removed, which leaves the flag that they begin with.
const PICTOGRAPH = String.raw`\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?`;
const EMOJI = String.raw`${PICTOGRAPH}(?:\u200d${PICTOGRAPH}){0,3}|[0-9#*]\ufe0f\u20e3`;
/** Control, format and bidirectional characters, lone surrogates, and everything that is drawn as nothing. */
const INVISIBLE = String.raw`[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`;
const EMOJI_OR_INVISIBLE = new RegExp(`(${EMOJI})|${INVISIBLE}`, 'gu');
/** What a terminal may act upon. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** Without the byte order mark, which `\s` contains although it has no width. */
const WHITE_SPACE = /(?!\ufeff)\s/gu;
const UNUSUAL_SPACE = /(?! )\p{Zs}/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

// Marks without a width of their own. Spacing marks (Mc), as in Devanagari, stand beside their letter.
const MARK = String.raw`[\p{Mn}\p{Me}]`;
const MARKS_BEYOND = new RegExp(`(${MARK}{${MARKS_STACKED_MAX}})${MARK}+`, 'gu');
/** These would be drawn on whatever the page shows before the text. */
const LEADING_MARKS = new RegExp(`^(?:\\s|${MARK})+`, 'u');

/**
 * A name as it is shown: in Unicode form NFC, trimmed, with single spaces and few marks on a letter.
 * @returns null if it has too many or too few code points, nothing visible, or an invisible character
 */
export function readName(given: string): string | null {
  const name = tidyName(given);
  return faultInName(name) === null ? name : null;
}

/** What is wrong with a name that `readName` does not accept; null for one that it does. */
export function nameFault(given: string): string | null {
  return faultInName(tidyName(given));
}

function tidyName(given: string): string {
  return withFewMarks(given.normalize('NFC').replaceAll(/ {2,}/g, ' ')).trim();
}

function faultInName(name: string): string | null {
  if (withoutInvisible(name) !== name) return 'the name has an invisible character';
  if (UNUSUAL_SPACE.test(name)) return 'the name has a space other than U+0020';
  if (!VISIBLE.test(name)) return 'the name has no visible character';
  if (isLengthIn(name, NAME_LENGTH_MIN, NAME_LENGTH_MAX)) return null;
  return `the name has more than ${NAME_LENGTH_MAX} characters`;
}

/**
 * A line of chat as it is shown: in Unicode form NFC, trimmed, with single spaces and few marks on a letter, without
 * invisible characters.
 * @returns null if nothing is left, or too many code points
 */
export function readLine(given: string): string | null {
  const visible = withoutInvisible(given.normalize('NFC').replaceAll(WHITE_SPACE, ' '));
  const line = withFewMarks(visible.replaceAll(/ {2,}/g, ' ')).trim();
  return isLengthIn(line, 1, CHAT_LENGTH_MAX) ? line : null;
}

/**
 * A text of any origin as one line of a log or a terminal: control, format and bidirectional characters are question marks.
 * @param lengthMax UTF-16 units; the rest is cut off
 */
export function printableLine(text: string, lengthMax = 1000): string {
  return text.slice(0, lengthMax).replaceAll(UNPRINTABLE, '?');
}

/** The result is in NFC, and a second call does not change it. */
function withFewMarks(text: string): string {
  return text.replace(LEADING_MARKS, '').replaceAll(MARKS_BEYOND, '$1').normalize('NFC');
}

function withoutInvisible(text: string): string {
  return text.replaceAll(EMOJI_OR_INVISIBLE, (_, emoji: string | undefined) => emoji ?? '');
}

function isLengthIn(text: string, min: number, max: number): boolean {
  const { length } = [...text];
  return length >= min && length <= max;
}
