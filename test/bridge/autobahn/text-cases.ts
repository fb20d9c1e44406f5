/** Group 6: text messages. The sequences from 6.5 on are those of Markus Kuhn's test of UTF-8 decoders. */
import { echoed, failed, more, text, wantText, type Case } from './case.ts';
import { fragments, OPCODES, type FrameOptions } from './raw-client.ts';

const NOT_UTF8 = 1007;
const NOT_FINAL: FrameOptions = { isFinal: false };
const GREETING = 'Hello-µ@ßöäüàá-UTF-8!!';
const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');
/** A Greek word, with code points of two and three bytes. */
const GREEK = hex('ceba e1bdb9 cf83 cebc ceb5');
const EDITED = hex('656469746564');
const INVALID = Buffer.concat([GREEK, hex('eda080'), EDITED]);

/** Text in three parts, the second of which makes it invalid: fragments, or chops of a single frame. */
function failsFast(id: string, second: Buffer, third: Buffer, first: Buffer, areFragments: boolean): Case {
  const whole = text(Buffer.concat([first, second, third]));
  const untilSecond = whole.length - third.length;
  const untilFirst = untilSecond - second.length;
  // The last part is never sent: only who does not wait for it fails the connection.
  return areFragments
    ? failed(id, 'invalid in the second fragment', NOT_UTF8, text(first, NOT_FINAL), 'settle', more(second, NOT_FINAL))
    : failed(id, 'invalid in the second chop', NOT_UTF8, whole.subarray(0, untilFirst), whole.subarray(untilFirst, untilSecond)); // prettier-ignore
}

const OUT_OF_RANGE = hex('f4908080');
const greekAndLead = Buffer.concat([GREEK, hex('f4')]);
const rest = Buffer.concat([hex('8080'), EDITED]);

const handling: Case[] = [
  echoed('6.1.1', 'empty text', [text('')], wantText('')),
  echoed('6.1.2', 'three empty fragments', [text('', NOT_FINAL), more('', NOT_FINAL), more('')], wantText('')),
  echoed('6.1.3', 'one of three fragments is not empty', [text('', NOT_FINAL), more('middle frame payload', NOT_FINAL), more('')], wantText('middle frame payload')), // prettier-ignore
  echoed('6.2.1', 'UTF-8 in one frame', [text(GREETING)], wantText(GREETING)),
  echoed('6.2.2', 'UTF-8 in two, cut between code points', [text(GREETING.slice(0, 12), NOT_FINAL), more(GREETING.slice(12))], wantText(GREETING)), // prettier-ignore
  echoed('6.2.3', 'UTF-8 in fragments of one octet', fragments(OPCODES.text, GREETING, 1), wantText(GREETING)),
  echoed('6.2.4', 'Greek in fragments of one octet', fragments(OPCODES.text, GREEK, 1), wantText(GREEK)),
  failed('6.3.1', 'not UTF-8', NOT_UTF8, text(INVALID)),
  failed('6.3.2', 'not UTF-8 in fragments of one octet', NOT_UTF8, ...fragments(OPCODES.text, INVALID, 1)),
  failsFast('6.4.1', OUT_OF_RANGE, EDITED, GREEK, true),
  failsFast('6.4.2', hex('90'), rest, greekAndLead, true),
  failsFast('6.4.3', OUT_OF_RANGE, EDITED, GREEK, false),
  failsFast('6.4.4', hex('90'), rest, greekAndLead, false),
];

const VALID = true;
const WRONG = false;
const range = (first: number, last: number) => Array.from({ length: last - first }, (_, index) => first + index);
const asHex = (bytes: readonly number[]) => Buffer.from(bytes).toString('hex');
const HELLO = (digits: string) => `68656c6c6f ${digits} 776f726c64`;
const MISSING = ['c0', 'e080', 'f08080', 'f8808080', 'fc80808080', 'df', 'efbf', 'f7bfbf', 'fbbfbfbf', 'fdbfbfbfbf'];
/** Of every plane the last two code points, and those of the basic one. */
const NON_CHARACTERS = ['efbfbe', 'efbfbf', 'f09fbfbe', 'f09fbfbf', 'f0afbfbe', 'f0afbfbf', 'f0bfbfbe', 'f0bfbfbf'];
for (const lead of ['f1', 'f2', 'f3', 'f4'])
  for (const second of lead === 'f4' ? ['8f'] : ['8f', '9f', 'af', 'bf'])
    NON_CHARACTERS.push(`${lead}${second}bfbe`, `${lead}${second}bfbf`);

/** Each group, from 6.5 on. Of the prefixes, those that end between code points are valid. */
const SEQUENCES: readonly (readonly [
  about: string,
  sequences: readonly (readonly [isValid: boolean, digits: string])[],
])[] = [
  ['correct text', [...['24', 'c2a2', 'e282ac', 'f0a4ada2'].map((each) => [VALID, HELLO(each)] as const), [VALID, GREEK.toString('hex')]]], // prettier-ignore
  ['prefix of correct text', range(1, GREEK.length + 1).map((length) => [[2, 5, 7, 9, 11].includes(length), GREEK.subarray(0, length).toString('hex')] as const)], // prettier-ignore
  ['first of a length', ['00', 'c280', 'e0a080', 'f0908080'].map((each) => [VALID, each] as const)],
  ['first of length 5 and 6', ['f888808080', 'fc8480808080'].map((each) => [WRONG, each] as const)],
  ['last of a length', ['7f', 'dfbf', 'efbfbf', 'f48fbfbf'].map((each) => [VALID, each] as const)],
  ['last of length 4, 5 and 6', ['f7bfbfbf', 'fbbfbfbfbf', 'fdbfbfbfbfbf'].map((each) => [WRONG, each] as const)],
  ['boundary', [...['ed9fbf', 'ee8080', 'efbfbd', 'f48fbfbf'].map((each) => [VALID, each] as const), [WRONG, 'f4908080']]], // prettier-ignore
  ['continuation without a lead', [...['80', 'bf', '80bf', '80bf80', '80bf80bf', '80bf80bf80', '80bf80bf80bf'].map((each) => [WRONG, each] as const), [WRONG, asHex(range(0x80, 0xbf))]]], // prettier-ignore
  ['leads alone', [[0xc0, 0xdf], [0xe0, 0xef], [0xf0, 0xf7], [0xf8, 0xfb], [0xfc, 0xfd]].map(([first = 0, last = 0]) => [WRONG, asHex(range(first, last).flatMap((lead) => [lead, 0x20]))] as const)], // prettier-ignore
  ['last continuation missing', MISSING.map((each) => [WRONG, each] as const)],
  ['incomplete ones in a row', [[WRONG, MISSING.join('')]]],
  ['impossible byte', ['fe', 'ff', 'fefeffff'].map((each) => [WRONG, each] as const)],
  ['overlong solidus', ['c0af', 'e080af', 'f08080af', 'f8808080af', 'fc80808080af'].map((each) => [WRONG, each] as const)], // prettier-ignore
  ['longest overlong', ['c1bf', 'e09fbf', 'f08fbfbf', 'f887bfbfbf', 'fc83bfbfbfbf'].map((each) => [WRONG, each] as const)], // prettier-ignore
  ['overlong NUL', ['c080', 'e08080', 'f0808080', 'f880808080', 'fc8080808080'].map((each) => [WRONG, each] as const)], // prettier-ignore
  ['surrogate', ['eda080', 'edadbf', 'edae80', 'edafbf', 'edb080', 'edbe80', 'edbfbf'].map((each) => [WRONG, each] as const)], // prettier-ignore
  ['pair of surrogates', ['eda080', 'edadbf', 'edae80', 'edafbf'].flatMap((high) => ['edb080', 'edbfbf'].map((low) => [WRONG, high + low] as const))], // prettier-ignore
  ['non-character', NON_CHARACTERS.map((each) => [VALID, each] as const)],
  ['special', ['b9', 'ba', 'bb', 'bc', 'bd', 'be', 'bf'].map((last) => [VALID, `efbf${last}`] as const)],
];

const sequences = SEQUENCES.flatMap(([about, list], group) =>
  list.map(([isValid, digits], at) => {
    const id = `6.${5 + group}.${at + 1}`;
    const bytes = hex(digits);
    return isValid ? echoed(id, about, [text(bytes)], wantText(bytes)) : failed(id, about, NOT_UTF8, text(bytes));
  }),
);

export const TEXT_CASES: readonly Case[] = [...handling, ...sequences];
