// Which names look the same to a hasty reader: two that do have the same skeleton. A short list of the letters people
// really use for this (Latin, Cyrillic, Greek, digits), not the whole of Unicode's.

/** Pairs of rows: letters, and what each of them looks like. Capitals stand for themselves, before case is folded. */
const ROWS: readonly (readonly [letters: string, looks: string])[] = [
  ['АВЕКМНОРСТУХІЈЅ', 'abekmhopctyxljs'],
  ['аекмнорстухіјѕԁԛԝ', 'aekmhopctyxijsdqw'],
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'abezhlkmnoptyx'],
  ['αικνορτυχ', 'aikvoptux'],
  ['I1|0', 'lllo'],
];

const LOOKS = new Map<string, string>(
  ROWS.flatMap(([letters, looks]) => [...letters].map((letter, i) => [letter, looks[i]!] as const)),
);

/** What is left of a name when only its looks count. */
export function skeleton(name: string): string {
  return [...name.normalize('NFKC')].map((letter) => LOOKS.get(letter) ?? letter.toLowerCase()).join('');
}
