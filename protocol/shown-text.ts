// Text of one player that others see: what a name and a line of chat may be. Server and page read it by the same rules.
// Which names are taken or reserved is left to the server.

import { CHAT_LENGTH_MAX, MARKS_STACKED_MAX, NAME_LENGTH_MAX, NAME_LENGTH_MIN } from './limits.ts';

// A pictograph with its style or skin tone, up to four of them joined (a family), or a keycap. Beside these a joiner or a
// selector shows nothing. Flags of letters have nothing invisible in them; those of tags could hide any text, so they
// become the flag that they begin with.
const PICTOGRAPH = String.raw`\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?`;
const EMOJI = String.raw`${PICTOGRAPH}(?:\u200d${PICTOGRAPH}){0,3}|[0-9#*]\ufe0f\u20e3`;
/** Control, format and bidirectional characters, halves of surrogate pairs, and all that is drawn as nothing. */
const INVISIBLE = String.raw`[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`;
const EMOJI_OR_INVISIBLE = new RegExp(`(${EMOJI})|${INVISIBLE}`, 'gu');
/** Not the byte order mark, which JavaScript counts among it: it has no width. */
const WHITE_SPACE = /(?!\ufeff)\s/gu;
const SPACE_BUT_THE_COMMON = /(?! )\p{Zs}/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

// Marks that take no room of their own. Spacing ones (Mc), as in Devanagari, stand beside their letter.
const MARK = String.raw`[\p{Mn}\p{Me}]`;
const MARKS_BEYOND = new RegExp(`(${MARK}{${MARKS_STACKED_MAX}})${MARK}+`, 'gu');
/** Would stand on whatever the page shows before the text. */
const MARKS_IN_FRONT = new RegExp(`^(?:\\s|${MARK})+`, 'u');

/**
 * A name as it will be shown: in one Unicode form (NFC), trimmed, single spaces, few marks on a letter.
 * @returns null for one that is too long or short in code points, shows nothing, or has something invisible in it.
 */
export function readName(given: string): string | null {
  const name = withFewMarks(given.normalize('NFC').replaceAll(/ {2,}/g, ' ')).trim();
  if (withoutInvisible(name) !== name || SPACE_BUT_THE_COMMON.test(name) || !VISIBLE.test(name)) return null;
  return isLengthIn(name, NAME_LENGTH_MIN, NAME_LENGTH_MAX) ? name : null;
}

/**
 * A line of chat as it will be shown: in one Unicode form (NFC), trimmed, single spaces, few marks on a letter, freed of
 * what is invisible.
 * @returns null when nothing is left of it, or too many code points.
 */
export function readLine(given: string): string | null {
  const visible = withoutInvisible(given.normalize('NFC').replaceAll(WHITE_SPACE, ' '));
  const line = withFewMarks(visible.replaceAll(/ {2,}/g, ' ')).trim();
  return isLengthIn(line, 1, CHAT_LENGTH_MAX) ? line : null;
}

/** Whatever becomes of a string here stays in NFC, and has no more marks or spaces in a row the second time. */
function withFewMarks(text: string): string {
  return text.replace(MARKS_IN_FRONT, '').replaceAll(MARKS_BEYOND, '$1').normalize('NFC');
}

function withoutInvisible(text: string): string {
  return text.replaceAll(EMOJI_OR_INVISIBLE, (_, emoji: string | undefined) => emoji ?? '');
}

function isLengthIn(text: string, min: number, max: number): boolean {
  const { length } = [...text];
  return length >= min && length <= max;
}
