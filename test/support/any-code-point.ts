// A unit for fc.string. fast-check's own unit 'binary' draws from the same code points, but takes two thirds of a second
// to be made, in each test process.
import fc from 'fast-check';

const SURROGATES_FIRST = 0xd800;
const SURROGATES_END = 0xe000;
const CODE_POINT_MAX = 0x10ffff;

/** Any code point but half surrogate pairs, as a text. */
export const anyCodePoint = fc
  .nat({ max: CODE_POINT_MAX - (SURROGATES_END - SURROGATES_FIRST) })
  .map((index) => String.fromCodePoint(index < SURROGATES_FIRST ? index : index + SURROGATES_END - SURROGATES_FIRST));
