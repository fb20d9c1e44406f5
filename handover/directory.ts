// What the game server knows of accounts without asking for each: claimed names, bans, and the versions of bots' tokens.
// The API hands it over as a feed of changes, newest last: the last change of a key holds.
//
//   GET /internal/changes?after=SEQ  →  { seq, changes: [{ seq, kind, key, value }, …] }
//
// `seq` is that of the last change which the page covers; a page that does not cover the newest one has
// `CHANGES_PER_PAGE` changes. A reader that is ahead of the store (which was restored from a backup) gets `reset: true`,
// forgets everything and begins at 0.

import { USER_KINDS, type UserKind } from './identity.ts';

export const CHANGES_PATH = '/internal/changes';
export const CHANGES_PER_PAGE = 10_000;

export const BAN_KINDS = ['address', 'name', 'user'] as const;
export type BanKind = (typeof BAN_KINDS)[number];

/** A claimed name. It may be reserved for a user who has another name now. Its key is its skeleton. */
export interface ClaimedName {
  readonly user: string;
  readonly name: string;
  readonly kind: Exclude<UserKind, 'guest'>;
}

/** Its key is the id of the ban. */
export interface Ban {
  readonly kind: BanKind;
  /** An IP address or network, the key of a name, or the id of a user. */
  readonly value: string;
  readonly reason: string;
  /** Null for good. */
  readonly untilMs: number | null;
}

/** The oldest version of a bot's token that is valid. Its key is the id of the bot. */
export interface BotVersion {
  readonly version: number;
}

/** The version that revokes all tokens of a bot that was deleted. */
export const NO_VERSION = 2 ** 31;

/** `value` is null where the key has nothing any more: a name that is free again, a ban that was lifted. */
export type Change =
  | { readonly seq: number; readonly kind: 'name'; readonly key: string; readonly value: ClaimedName | null }
  | { readonly seq: number; readonly kind: 'ban'; readonly key: string; readonly value: Ban | null }
  | { readonly seq: number; readonly kind: 'bot'; readonly key: string; readonly value: BotVersion | null };

export interface ChangesPage {
  readonly seq: number;
  readonly changes: readonly Change[];
  readonly reset?: boolean;
}

/** A text of the feed that is longer than this is not read. */
const TEXT_LENGTH_MAX = 512;

/** @returns null for what is no page of changes */
export function readChangesPage(raw: unknown): ChangesPage | null {
  if (!isRecord(raw) || !isSeq(raw['seq']) || !Array.isArray(raw['changes'])) return null;
  if (raw['changes'].length > CHANGES_PER_PAGE) return null;
  const changes: Change[] = [];
  for (const each of raw['changes']) {
    const change = readChange(each);
    if (change === 'unknown') continue;
    if (change === null) return null;
    changes.push(change);
  }
  return { seq: raw['seq'], changes, reset: raw['reset'] === true };
}

/** @returns null for what is no change, 'unknown' for a kind of a later version */
export function readChange(raw: unknown): Change | null | 'unknown' {
  if (!isRecord(raw)) return null;
  const { seq, kind, key, value } = raw;
  if (!isSeq(seq) || !isText(key)) return null;
  if (kind !== 'name' && kind !== 'ban' && kind !== 'bot') return isText(kind) ? 'unknown' : null;
  if (value !== null && !isRecord(value)) return null;
  const read = value === null ? null : READERS[kind](value);
  return read === undefined ? null : ({ seq, kind, key, value: read } as Change);
}

type Fields = Readonly<Record<string, unknown>>;

const READERS: {
  readonly [Kind in Change['kind']]: (value: Fields) => (Change & { kind: Kind })['value'] | undefined;
} = {
  name({ user, name, kind }) {
    const known = USER_KINDS.find((each) => each === kind);
    if (!isText(user) || !isText(name) || known === undefined || known === 'guest') return undefined;
    return { user, name, kind: known };
  },
  ban({ kind, value, reason, untilMs }) {
    const known = BAN_KINDS.find((each) => each === kind);
    if (known === undefined || !isText(value) || !isText(reason)) return undefined;
    if (untilMs !== null && !Number.isSafeInteger(untilMs)) return undefined;
    return { kind: known, value, reason, untilMs: untilMs as number | null };
  },
  bot: ({ version }) => (isSeq(version) ? { version } : undefined),
};

function isRecord(raw: unknown): raw is Fields {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function isText(raw: unknown): raw is string {
  return typeof raw === 'string' && raw.length <= TEXT_LENGTH_MAX;
}

function isSeq(raw: unknown): raw is number {
  return Number.isSafeInteger(raw) && (raw as number) >= 0;
}
