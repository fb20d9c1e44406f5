/** What a value in Redis says about a target. It was written by somebody else, so anything may be in it. */
import { parseTarget, type TargetAddress } from '../target/address.ts';

export interface NamedTarget {
  readonly address: TargetAddress;
  /** How much it can still take, compared with the others; 0 when it is full or ends. */
  readonly free: number;
}

/** Characters, or bytes. */
export const TARGET_TEXT_LENGTH_MAX = 16_384;
const FREE_MAX = 1_000_000;
/** Targets of one value; further ones are not looked at. */
const TARGETS_MAX = 16;

/** @param text as of `targetOfValue`, or several `host:port` with commas between them; those that are none are left out */
export function targetsOfValue(text: string): NamedTarget[] {
  const isList = text.length <= TARGET_TEXT_LENGTH_MAX && !text.trimStart().startsWith('{');
  const values = isList ? text.split(',', TARGETS_MAX) : [text];
  return values.flatMap((value) => targetOfValue(value) ?? []);
}

/**
 * @param text `host:port`, or a JSON object with `host` (which may be `host:port`), and perhaps `port`, `free` and
 * `isDraining`
 * @returns null for anything else
 */
export function targetOfValue(text: string): NamedTarget | null {
  const value = text.trim();
  if (value.length > TARGET_TEXT_LENGTH_MAX) return null;
  if (!value.startsWith('{')) return named(value, {});
  try {
    return targetOfFields(JSON.parse(value) as Readonly<Record<string, unknown>>);
  } catch {
    return null;
  }
}

/** The same of the fields themselves. */
export function targetOfFields(fields: Readonly<Record<string, unknown>>): NamedTarget | null {
  const { host, port } = fields;
  if (typeof host !== 'string') return null;
  if (port === undefined) return named(host, fields);
  if (typeof port !== 'number' && typeof port !== 'string') return null;
  const isBare = host.includes(':') && !host.startsWith('[');
  return named(`${isBare ? `[${host}]` : host}:${port}`, fields);
}

function named(target: string, { free = 1, isDraining }: Readonly<Record<string, unknown>>): NamedTarget | null {
  try {
    const address = parseTarget(target);
    // Whoever writes into Redis, from whichever machine, opens no Unix socket of this one.
    if (!('host' in address) || address.host === undefined) return null;
    const isCount = typeof free === 'number' && free >= 0;
    return { address, free: isDraining === true || !isCount ? 0 : Math.min(free, FREE_MAX) };
  } catch {
    return null;
  }
}

/** At random, so that bridges that read the same do not all choose the same: what has twice as much free comes first twice as often. */
export function inTurn(targets: readonly NamedTarget[], random: () => number): TargetAddress[] {
  const turnOf = ({ free }: NamedTarget) => (free === 0 ? Infinity : -Math.log(1 - random()) / free);
  return targets
    .map((target) => ({ target, turn: turnOf(target), tie: random() }))
    .sort((a, b) => (a.turn === b.turn ? a.tie - b.tie : a.turn - b.turn))
    .map(({ target }) => target.address);
}
