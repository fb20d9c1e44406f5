// The control requests to the game server.

import {
  CONTROL_PREFIX,
  internalBearer,
  limitedText,
  type Announced,
  type ControlErrorCode,
  type ControlRefusal,
  type ControlRooms,
  type ControlSessions,
  type Figures,
  type Kicked,
  type LogTail,
  type RoomPicture,
  type MovedRooms,
  type RoomWithMembers,
} from '#handover';
import { ApiError, type ErrorCode } from '../http/errors.ts';

/** It answers in milliseconds, from the same machine or one beside it. */
const TIMEOUT_MS = 3000;
/** As long as the page waits. What takes longer goes on at the node. */
const MOVE_MS_MAX = 9000;
/** A page of 200 rooms or sessions has some tens of kilobytes, and 500 long lines of the log have less than this. */
const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

interface Answers {
  readonly figures: Figures;
  readonly rooms: ControlRooms;
  readonly sessions: ControlSessions;
  readonly log: LogTail;
}

type Query = Readonly<Record<string, string | undefined>>;

export class GameServer {
  private readonly origin: string;
  private readonly bearer: string;

  /** @param origin of its admin port, `http://127.0.0.1:1981` */
  constructor(origin: string, key: Buffer) {
    this.origin = origin;
    this.bearer = internalBearer(key);
  }

  /** @throws {ApiError} if it does not answer, or refuses */
  read<Name extends keyof Answers>(name: Name, query: Query = {}): Promise<Answers[Name]> {
    return this.get(name, query);
  }

  room(code: string): Promise<RoomWithMembers> {
    return this.get(`rooms/${encodeURIComponent(code)}`, {});
  }

  picture(code: string, maze: number): Promise<RoomPicture> {
    return this.get(`rooms/${encodeURIComponent(code)}/picture`, { maze: String(maze) });
  }

  kick(session: number, reason: string): Promise<Kicked> {
    return this.post('kick', { session, reason });
  }

  async close(code: string, reason: string): Promise<void> {
    await this.post('close', { code, reason });
  }

  announce(text: string): Promise<Announced> {
    return this.post('announce', { text });
  }

  async drain(): Promise<void> {
    await this.post('drain', {});
  }

  /** Rooms leave one after the other, and each waits for the clients of its players. */
  move(count: number): Promise<MovedRooms> {
    return this.ask('move', { method: 'POST', body: JSON.stringify({ rooms: count, to: '' }) }, MOVE_MS_MAX);
  }

  private get<Answer>(path: string, query: Query): Promise<Answer> {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return this.ask(`${path}?${new URLSearchParams(given).toString()}`, {});
  }

  private post<Answer>(path: string, body: object): Promise<Answer> {
    return this.ask(path, { method: 'POST', body: JSON.stringify(body) });
  }

  private async ask<Answer>(path: string, init: RequestInit, timeoutMs = TIMEOUT_MS): Promise<Answer> {
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(`${this.origin}${CONTROL_PREFIX}${path}`, {
        ...init,
        headers: { authorization: this.bearer },
        signal: AbortSignal.timeout(timeoutMs),
      });
      body = JSON.parse(await limitedText(response, ANSWER_BYTES_MAX));
    } catch {
      throw new ApiError('game-server-down', { retryAfter: 1 });
    }
    if (response.ok) return body as Answer;
    const { error, text } = body as ControlRefusal;
    const code = CODES[error] ?? 'game-server-down';
    throw new ApiError(code, code === 'game-server-down' ? {} : { text });
  }
}

/** Whatever else it answers is a fault of ours: another key, or another version. */
const CODES: Readonly<Partial<Record<ControlErrorCode, ErrorCode>>> = {
  'bad-request': 'bad-request',
  'no-such-room': 'not-found',
  'no-such-session': 'not-found',
  'not-found': 'not-found',
  'too-fast': 'too-many-requests',
};
