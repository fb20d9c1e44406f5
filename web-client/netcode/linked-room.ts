// The room that a link names, as the server describes it to whoever knows the code: before there is a session. What is read
// may come from a server of another version, or from none, so it is validated.

import type { ListedRoom, RoomSettings } from '#protocol';

/** A row of the list of rooms, which unlisted rooms have too, and the settings. */
export interface LinkedRoom extends Omit<ListedRoom, 'rule' | 'target' | 'rounds' | 'fill' | 'taken' | 'eaten'> {
  readonly settings: Omit<RoomSettings, 'frightTable' | 'killScreen' | 'listed'>;
}

/** What an address answers: a room, that there is none, or nothing that can be used. */
export type Found = LinkedRoom | 'no-such-room' | null;

const ROOM_FIELDS = {
  ...{ code: 'string', mode: 'string', state: 'string', host: 'string', drivers: 'string' },
  ...{ players: 'number', seatCount: 'number', watchers: 'number', level: 'number', locked: 'boolean' },
  settings: 'object',
} as const satisfies Record<keyof LinkedRoom, string>;

const SETTING_FIELDS = {
  ...{ mode: 'string', maze: 'string', skill: 'string', drivers: 'string', variant: 'string', rule: 'string' },
  ...{ seatCount: 'number', level: 'number', lives: 'number', extraLifeScore: 'number' },
  ...{ target: 'number', rounds: 'number', fill: 'boolean' },
} as const satisfies Record<keyof LinkedRoom['settings'], string>;

/** The room of an answer's JSON; null for anything else. */
export function readLinkedRoom(value: unknown): LinkedRoom | null {
  if (!hasFields(value, ROOM_FIELDS) || !hasFields(value['settings'], SETTING_FIELDS)) return null;
  return value as unknown as LinkedRoom;
}

/** Asks the server. A page without its server's API gets null, as does a caller who asks too often. */
export async function findLinkedRoom(code: string, signal: AbortSignal, get = fetch): Promise<Found> {
  try {
    const response = await get(`/api/rooms/${code}`, { signal });
    // Without an API a web server may answer with a page of its own.
    if (!(response.headers.get('content-type') ?? '').includes('json')) return null;
    if (response.status === 404) return 'no-such-room';
    return response.ok ? readLinkedRoom(await response.json()) : null;
  } catch {
    return null;
  }
}

function hasFields(value: unknown, kinds: Readonly<Record<string, string>>): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(kinds).every(([name, kind]) => typeof (value as Record<string, unknown>)[name] === kind);
}
