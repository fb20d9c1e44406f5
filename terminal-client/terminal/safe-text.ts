// Text of strangers, such as names and chat, as a terminal may show it: no character of it can move the cursor, change a
// mode or reverse the line, and how many columns each one takes is known.

/** One column. Marks that have no letter of their own in NFC are not among them. */
const NARROW = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\u0020-\u007e\u00a1-\u00ac\u00ae-\u00ff]$/u;
/** Two columns in every terminal. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\uac00-\ud7a3\u3001-\u3029\uff01-\uff60\p{Emoji_Presentation}]$/u;
/** Katakana of one column. */
const HALF_WIDTH = /^[\uff61-\uff9f]$/u;
const MARK = /^(?:\p{M}|\p{Variation_Selector}|\u200d)$/u;
const STRANGE = '?';

/** A character, and the columns it takes. */
export interface SafeCharacter {
  readonly text: string;
  readonly width: 1 | 2;
}

/**
 * The characters of a text, cut to a number of columns. Marks that stand alone are left out; what a terminal may draw in
 * another width, or act upon, becomes a question mark.
 */
export function safeCharacters(text: string, columnsMax: number): SafeCharacter[] {
  const characters: SafeCharacter[] = [];
  let columns = 0;
  for (const character of text.normalize('NFC')) {
    if (MARK.test(character)) continue;
    const safe = safeCharacter(character);
    columns += safe.width;
    if (columns > columnsMax) break;
    characters.push(safe);
  }
  return characters;
}

/** The same as one text. */
export function safeText(text: string, columnsMax: number): string {
  return safeCharacters(text, columnsMax)
    .map((each) => each.text)
    .join('');
}

/** Columns that a text takes, as `safeCharacters` shows it. */
export function columnsOf(text: string): number {
  return safeCharacters(text, Infinity).reduce((sum, { width }) => sum + width, 0);
}

/** A text that takes exactly so many columns: cut, or filled up with spaces. */
export function padded(text: string, columns: number): string {
  const cut = safeText(text, columns);
  return cut + ' '.repeat(columns - columnsOf(cut));
}

function safeCharacter(text: string): SafeCharacter {
  if (HALF_WIDTH.test(text)) return { text, width: 1 };
  if (WIDE.test(text)) return { text, width: 2 };
  return { text: NARROW.test(text) || OUR_SIGNS.includes(text) ? text : STRANGE, width: 1 };
}

/** Signs of our own texts: one column each. */
const OUR_SIGNS = '▀▄█●■▲◆★✚▼♥▶·…–←→↑↓';
