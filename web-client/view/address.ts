// The address bar holds the link of the player's room, or of a replay; this reads, writes and copies it.

import { words } from '../language/language.ts';
import { write } from './element.ts';
import { isRoomCode } from './room-code.ts';
import { copyOrShow } from './share.ts';

const COPIED_MS = 1500;

/** The room that the address names, or null. */
export function roomInAddress(): string | null {
  const code = location.hash.slice(1).toUpperCase();
  return isRoomCode(code) ? code : null;
}

const LANGUAGE = 'lang';

/** The code of the language that the address names, `?lang=de`, whether or not there is a catalogue; null for none. */
export function languageInAddress(): string | null {
  return new URLSearchParams(location.search).get(LANGUAGE);
}

/** @param code of a language; null for none */
export function setLanguageInAddress(code: string | null): void {
  const url = new URL(location.href);
  if (code === null) url.searchParams.delete(LANGUAGE);
  else url.searchParams.set(LANGUAGE, code);
  history.replaceState(history.state, '', url);
}

/** Of a replay's link `/replay/ID?t=SECONDS`. */
const REPLAY_PATH = /^(.*\/)replay\/([\w-]{1,100})$/;

/**
 * A link `/ABCDE` becomes `/#ABCDE`, which every server of the page knows when it is loaded anew, and `/replay/ID` becomes
 * `/#replay=ID`: an API answers such a link itself, and leads here.
 */
export function takeLinkFromPath(): void {
  const { pathname, search, hash, href } = location;
  const [, folder, replay] = REPLAY_PATH.exec(pathname) ?? [];
  if (folder !== undefined && replay !== undefined) {
    const seconds = new URLSearchParams(search).get('t');
    const time = seconds === null ? '' : `&t=${encodeURIComponent(seconds)}`;
    return history.replaceState(null, '', new URL(`${folder}${replayHash(replay)}${time}`, href));
  }
  const code = pathname.split('/').at(-1)!.toUpperCase();
  if (!isRoomCode(code)) return;
  history.replaceState(null, '', new URL(`./${search}${hash === '' ? `#${code}` : hash}`, href));
}

/** What an address shows of replays: their list, one of them from a time on, or one that is in the address itself. */
export type ReplayPlace =
  | { readonly kind: 'list' }
  | { readonly kind: 'data'; readonly data: string }
  | { readonly kind: 'replay'; readonly id: string; readonly seconds: number };

/** Opens the account: links of other pages lead here. */
export const ACCOUNT_HASH = '#account';
export const REPLAYS_HASH = '#replays';
const REPLAY_DATA = '#replay-data=';
const REPLAY_ID = /^[\w-]{1,100}$/;

export function replayHash(id: string): string {
  return `#replay=${id}`;
}

/**
 * The replay that the address names, `#replay=ID&t=SECONDS`, the one that it contains, `#replay-data=` and base64url, or the
 * list, `#replays`; null for none.
 */
export function replayInAddress(): ReplayPlace | null {
  if (location.hash === REPLAYS_HASH) return { kind: 'list' };
  if (location.hash.startsWith(REPLAY_DATA)) return { kind: 'data', data: location.hash.slice(REPLAY_DATA.length) };
  const fields = new URLSearchParams(location.hash.slice(1));
  const id = fields.get('replay');
  if (id === null) return null;
  const seconds = Number(fields.get('t') ?? 0);
  return REPLAY_ID.test(id) ? { kind: 'replay', id, seconds: seconds > 0 ? seconds : 0 } : { kind: 'list' };
}

/** Writes a time into the address of the replay that is shown. */
export function setReplayTime(seconds: string): void {
  const place = replayInAddress();
  if (place?.kind !== 'replay') return;
  history.replaceState(history.state, '', `${location.pathname}${location.search}${replayHash(place.id)}&t=${seconds}`);
}

export function setAddress(code: string | null): void {
  history.replaceState(history.state, '', `${location.pathname}${location.search}${code === null ? '' : `#${code}`}`);
}

/** The link of a room, as short as it works on every server. */
export function roomLink(code: string): string {
  return new URL(`./#${code}`, location.href).href;
}

/** Copies the address, and says so on the button. */
export async function copyAddress(button: HTMLButtonElement): Promise<void> {
  const { copy, copied } = words().link;
  if ((await copyOrShow(document.title, location.href)) === 'shown') return;
  write(button, copied);
  setTimeout(() => write(button, copy), COPIED_MS);
}
