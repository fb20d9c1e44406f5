// Validates UTF-8. Decoders replace invalid bytes with U+FFFD, and then the text is not the one that was sent.

/** What follows a leading byte: the number of bytes, and the range of the first of them. The others are 80 to bf. */
interface Lead {
  readonly following: number;
  readonly min: number;
  readonly max: number;
}

const TWO: Lead = { following: 1, min: 0x80, max: 0xbf };
const THREE: Lead = { following: 2, min: 0x80, max: 0xbf };
const FOUR: Lead = { following: 3, min: 0x80, max: 0xbf };
/** Excludes overlong forms, surrogates, and code points above U+10FFFF (Unicode, table 3-7). */
const NARROWER: ReadonlyMap<number, Lead> = new Map([
  [0xe0, { ...THREE, min: 0xa0 }],
  [0xed, { ...THREE, max: 0x9f }],
  [0xf0, { ...FOUR, min: 0x90 }],
  [0xf4, { ...FOUR, max: 0x8f }],
]);

/** Whether the bytes from `start` to before `end` are UTF-8. */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const head = bytes[at++]!;
    if (head < 0x80) continue;
    const lead = leadOf(head);
    if (lead === null || at + lead.following > end) return false;
    if (bytes[at]! < lead.min || bytes[at]! > lead.max) return false;
    for (let i = 1; i < lead.following; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return false;
    at += lead.following;
  }
  return true;
}

function leadOf(head: number): Lead | null {
  if (head < 0xc2 || head > 0xf4) return null;
  if (head < 0xe0) return TWO;
  return NARROWER.get(head) ?? (head < 0xf0 ? THREE : FOUR);
}
