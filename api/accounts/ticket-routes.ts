// Tickets, by which a session of the game server says who its player is.

import { randomBytes } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import { NONCE_BYTES, readBotToken, signTicket, TICKET_LIFE_MS, type Identity, type UserKind } from '#handover';
import type { App, Request } from '../http/app.ts';
import { answerOf } from '../http/bodies.ts';
import { ApiError } from '../http/errors.ts';
import type { AccountParts } from './account-parts.ts';
import { livingUser } from './living-user.ts';
import { loginOf } from './logins.ts';
import { ticketShape } from './shapes.ts';
import { deviceOf, guestOf } from './who-asks.ts';

const BEARER = 'Bearer ';

const ticketRoute = createRoute({
  method: 'post',
  path: '/api/tickets',
  summary: 'A ticket for the game',
  responses: answerOf(ticketShape, 'For `hello.ticket` or `identify`, for 10 minutes and one use.'),
});

interface Ticketed {
  readonly kind: UserKind;
  readonly identity: Identity;
  readonly name: string;
}

export function addTicketRoutes(app: App, { store, now, key }: AccountParts): void {
  app.openapi(ticketRoute, async (request) => {
    const whose = (await botOf(request)) ?? (await personIn(request)) ?? (await guestIn(request));
    if (whose === null) throw new ApiError('not-signed-in');
    const expiresMs = now() + TICKET_LIFE_MS;
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    const ticket = signTicket({ ...whose, expiresMs, nonce }, key);
    request.header('cache-control', 'no-store');
    return request.json({ ticket, name: whose.name, kind: whose.kind, expiresMs }, 200);
  });

  async function botOf(request: Request): Promise<Ticketed | null> {
    const header = request.req.header('authorization');
    if (header === undefined) return null;
    const token = header.startsWith(BEARER) ? readBotToken(header.slice(BEARER.length), key) : null;
    const known =
      token === null
        ? undefined
        : await store.db
            .selectFrom('bot_token')
            .innerJoin('user', 'user.id', 'bot_token.user_id')
            .select(['user.id', 'user.name'])
            .where('user_id', '=', token.user)
            .where('version', '=', token.version)
            .where('revoked_ms', 'is', null)
            .where('deleted_ms', 'is', null)
            .executeTakeFirst();
    if (known === undefined) throw new ApiError('wrong-credentials');
    return { kind: 'bot', identity: { kind: 'user', id: known.id }, name: known.name };
  }

  async function personIn(request: Request): Promise<Ticketed | null> {
    const login = await loginOf(request, store.db, now());
    if (login === null) return null;
    const user = await livingUser(store.db, login.user_id);
    return user === null ? null : { kind: 'person', identity: { kind: 'user', id: user.id }, name: user.name };
  }

  /** A device is enough: its first finished match makes a user of it. */
  async function guestIn(request: Request): Promise<Ticketed | null> {
    const hash = deviceOf(request);
    if (hash === null) return null;
    const guest = await guestOf(store.db, hash);
    return { kind: 'guest', identity: { kind: 'device', hash }, name: guest?.name ?? '' };
  }
}
