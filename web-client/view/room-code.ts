// Room codes as players write them: in lower case, with spaces, or inside of a link or of a whole message.

import { ROOM_CODE_ALPHABET, ROOM_CODE_LENGTH } from '#protocol';

const CODE = `[${ROOM_CODE_ALPHABET}]{${ROOM_CODE_LENGTH}}`;
const WHOLE = new RegExp(`^${CODE}$`);
/** A code that ends a link: `…/#ABCDE`, `…/ABCDE`, `…/?x#ABCDE`. */
const IN_LINK = new RegExp(`[/#](${CODE})(?![\\w-]|[./:]\\w)`, 'gi');
/** Characters that may stand between the letters of a code. */
const BETWEEN = /[\s.\-_–—]+/g;
/** Only this much of a pasted text is read. */
const TEXT_LENGTH_MAX = 2000;

export function isRoomCode(text: string): boolean {
  return WHOLE.test(text);
}

/** The room code in what a player typed or pasted; null where there is none. A code in a link's fragment goes first. */
export function roomCodeIn(text: string): string | null {
  const searched = text.slice(0, TEXT_LENGTH_MAX);
  const alone = searched.replace(BETWEEN, '').toUpperCase();
  if (isRoomCode(alone)) return alone;
  const found = [...searched.matchAll(IN_LINK)];
  const link = found.find(([whole]) => whole.startsWith('#')) ?? found.at(-1);
  return link?.[1]?.toUpperCase() ?? null;
}
