// Which names look the same: those with the same skeleton, as section 4 of UTS 39 (Unicode Security Mechanisms) makes it
// of Unicode's list of confusable characters, which is the library's. Names are the same in upper and lower case, and so
// are their looks.

import unhomoglyph from 'unhomoglyph';

const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Letters that are drawn as capitals of the size of small ones: they look like their capital, which means the small one. */
const SMALL_CAPITALS = new Map(
  [...'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢĸʍᴎᴦ'].map((letter, i) => [letter, [...'abcdefghijklmnopqrstuvwyzkmnr'][i]!]),
);

const SMALL_CAPITAL = new RegExp(`[${[...SMALL_CAPITALS.keys()].join('')}]`, 'gu');

/** Letters in black circles, in black squares, and those of flags: Unicode has no decomposition for them. */
const ENCLOSED_ALPHABETS = [0x1f150, 0x1f170, 0x1f1e6];
const LETTERS = 26;
const ENCLOSED = /[\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}\u{1f1e6}-\u{1f1ff}]/gu;
/** Of a text taken apart: a few Arabic ligatures are whole sentences, and a client may send a name full of them. */
const LENGTH_MAX = 64;

/** The looks of a name: two names with the same skeleton look the same. Not to be shown: `m` is `rn` in it. */
export function skeleton(name: string): string {
  const small = prototype(name).toLowerCase();
  // Once more, since another case has other looks: I is like l, i is not.
  return prototype(small.replaceAll(SMALL_CAPITAL, (letter) => SMALL_CAPITALS.get(letter)!)).toLowerCase();
}

/** The characters that stand for all that look like them. Compatibility forms (NFKD) are looked through as well. */
function prototype(text: string): string {
  const decomposed = text.normalize('NFKD').slice(0, LENGTH_MAX).replaceAll(IGNORABLE, '');
  return unhomoglyph(decomposed.replaceAll(ENCLOSED, withoutEnclosure)).normalize('NFKD');
}

function withoutEnclosure(letter: string): string {
  const code = letter.codePointAt(0)!;
  const first = ENCLOSED_ALPHABETS.find((start) => code < start + LETTERS)!;
  return String.fromCharCode(0x61 + code - first);
}
