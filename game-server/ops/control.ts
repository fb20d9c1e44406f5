// The requests of operators' programs (handover/control.ts): who is where, what rooms look like, and what an operator does
// about it. Each costs little: reads share one rate, actions another.

import type { IncomingMessage } from 'node:http';
import {
  CONTROL_BODY_BYTES_MAX,
  CONTROL_PAGE_MAX,
  CONTROL_PREFIX,
  isInternalBearer,
  type ControlErrorCode,
  type ControlRefusal,
  type Figures,
  type LogTail,
} from '#handover';
import { TokenBucket } from '#net';
import { RECENT_LINES_MAX, type RecentLines } from '#process';
import { announce, closeRoom, kick, moveRooms, type ActionParts } from './control-actions.ts';
import { jsonAnswer, type Answer } from './answer.ts';
import { controlRooms, controlSessions, roomWithMembers } from './control-lists.ts';
import { roomPicture } from './room-picture.ts';

/** One program asks for the others: pictures four times a second for each of its viewers, everything else once. */
const READS_PER_SECOND = 50;
const READS_BURST = 100;
const ACTIONS_PER_SECOND = 5;
const ACTIONS_BURST = 20;
const SEARCH_LENGTH_MAX = 64;

export interface ControlParts extends ActionParts {
  readonly key: Buffer;
  /** Null for a log that keeps no lines. */
  readonly lines: RecentLines | null;
  readonly figures: () => Promise<Figures>;
  /** Ends the program as SIGTERM does. */
  readonly drain: () => void;
}

export class Control {
  private readonly parts: ControlParts;
  private readonly reads: TokenBucket;
  private readonly actions: TokenBucket;

  constructor(parts: ControlParts) {
    const nowMs = parts.clock.now();
    this.parts = parts;
    this.reads = new TokenBucket(READS_PER_SECOND, READS_BURST, nowMs);
    this.actions = new TokenBucket(ACTIONS_PER_SECOND, ACTIONS_BURST, nowMs);
  }

  /** @param request whose path begins with `CONTROL_PREFIX` */
  async answer(request: IncomingMessage): Promise<Answer> {
    const { method, url = '', headers } = request;
    if (!isInternalBearer(headers.authorization, this.parts.key)) return refused(401, 'unauthorized', 'no such bearer');
    const isRead = method === 'GET' || method === 'HEAD';
    if (!isRead && method !== 'POST') return refused(405, 'method-not-allowed', 'only GET and POST are served here');
    if (!(isRead ? this.reads : this.actions).take(this.parts.clock.now())) {
      return refused(429, 'too-fast', 'too many control requests: wait a moment');
    }
    const { pathname, searchParams } = new URL(url, 'http://game-server');
    const [what = '', ...rest] = pathname.slice(CONTROL_PREFIX.length).split('/');
    if (isRead) return this.read(what, rest, searchParams);
    const body = await readBody(request);
    if (body === null) {
      return refused(400, 'bad-request', `a JSON object of at most ${CONTROL_BODY_BYTES_MAX} bytes is needed`);
    }
    return this.act(what, body);
  }

  private async read(what: string, rest: readonly string[], query: URLSearchParams): Promise<Answer> {
    const { lobby, sessions, figures } = this.parts;
    const page = { limit: limitIn(query, CONTROL_PAGE_MAX), after: query.get('after') ?? '' };
    switch (rest.length === 0 ? what : `${what}/`) {
      case 'figures':
        return jsonAnswer(await figures());
      case 'rooms':
        return jsonAnswer(controlRooms(lobby.rooms, page));
      case 'rooms/':
        return this.readRoom(rest, query);
      case 'sessions': {
        const search = (query.get('search') ?? '').slice(0, SEARCH_LENGTH_MAX);
        return jsonAnswer(controlSessions(sessions, { search, room: query.get('room') ?? '' }, page));
      }
      case 'log':
        return jsonAnswer(this.logTail(query));
      default:
        return refused(404, 'not-found', 'there is no such control request');
    }
  }

  private readRoom([code = '', part]: readonly string[], query: URLSearchParams): Answer {
    const { lobby, sessions } = this.parts;
    const room = lobby.room(code);
    if (room === null) return refused(404, 'no-such-room', 'there is no room with this code');
    if (part === undefined) return jsonAnswer(roomWithMembers(room, sessions));
    const picture = part === 'picture' ? roomPicture(room, Number(query.get('maze') ?? 0)) : null;
    return picture === null ? refused(404, 'not-found', 'there is no such picture') : jsonAnswer(picture);
  }

  private logTail(query: URLSearchParams): LogTail {
    const { lines } = this.parts;
    if (lines === null) return { lines: [], newest: 0, startId: '' };
    const after = Math.floor(Number(query.get('after') ?? 0)) || 0;
    return {
      lines: lines.after(after, limitIn(query, RECENT_LINES_MAX)),
      newest: lines.newest,
      startId: lines.startId,
    };
  }

  private async act(what: string, body: Body): Promise<Answer> {
    switch (what) {
      case 'kick':
        return outcome(kick(body, this.parts));
      case 'close':
        return outcome(closeRoom(body, this.parts));
      case 'announce':
        return outcome(announce(body, this.parts));
      case 'drain':
        this.parts.log.warn('an operator drains the server');
        // Its answer is to leave first.
        setImmediate(this.parts.drain);
        return jsonAnswer({});
      case 'move':
        return outcome(await moveRooms(body, this.parts));
      default:
        return refused(404, 'not-found', 'there is no such control request');
    }
  }
}

type Body = Readonly<Record<string, unknown>>;

const STATUSES: Partial<Record<ControlErrorCode, number>> = {
  'no-such-room': 404,
  'no-such-session': 404,
  'not-found': 404,
};

function outcome(result: object | ControlRefusal): Answer {
  return 'error' in result ? refused(STATUSES[result.error] ?? 400, result.error, result.text) : jsonAnswer(result);
}

function refused(status: number, error: ControlErrorCode, text: string): Answer {
  return jsonAnswer({ error, text } satisfies ControlRefusal, status);
}

function limitIn(query: URLSearchParams, most: number): number {
  const limit = Math.floor(Number(query.get('limit') ?? most));
  return limit >= 1 && limit <= most ? limit : most;
}

/** @returns null if the body is no JSON object, or too long */
async function readBody(request: IncomingMessage): Promise<Body | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > CONTROL_BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Body) : null;
  } catch {
    return null;
  }
}
