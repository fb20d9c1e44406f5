// What operators do. Each is written to the audit log after it was done. desk-routes.ts rejects all other requests before.

import { z } from 'zod';
import { BAN_KINDS, REASON_LENGTH_MAX, ROOMS_MOVED_MAX, type Done } from '#handover';
import { readLine } from '#protocol';
import type { App, Request } from '../http/app.ts';
import { ApiError } from '../http/errors.ts';
import type { Parts } from '../parts.ts';
import { recordDeed } from './audit-log.ts';
import { addBan, bannedValue, liftBan } from './bans.ts';
import { readBanTarget, sideEffectOf } from './ban-target.ts';
import { deskOf } from './desk.ts';
import { readBody, deedOf } from './operator.ts';

/** A ban for longer is one for good. */
const UNTIL_MS_MAX = 10 * 366 * 24 * 3600 * 1000;

/** As a player is shown it: one line, nothing invisible. */
const reason = z
  .string()
  .max(4 * REASON_LENGTH_MAX)
  .transform((text, { addIssue }) => {
    const line = text.trim() === '' ? '' : readLine(text);
    if (line !== null) return line;
    addIssue({ code: 'custom', message: `A reason has at most ${REASON_LENGTH_MAX} characters` });
    return z.NEVER;
  });
const kick = z.object({ session: z.int().min(1), reason });
const close = z.object({ reason });
const announcement = z.object({ text: reason.refine((text) => text !== '', 'A message has 1 to 120 characters') });
const drain = z.object({ isConfirmed: z.literal(true), node: z.string().max(24).nullable().default(null) });
const move = z.object({ node: z.string().min(1).max(24), count: z.int().min(1).max(ROOMS_MOVED_MAX) });
const newBan = z.object({
  kind: z.enum(BAN_KINDS),
  value: z.string().max(100),
  reason,
  untilMs: z.int().nullable(),
  isConfirmed: z.boolean().default(false),
});

export function addActRoutes(app: App, parts: Parts): void {
  const desk = deskOf(parts);
  const { gameServers } = desk;
  const { store, now } = parts;

  app.post('/api/desk/kick', async (request) => {
    const { session, reason } = await readBody(request, kick);
    const { name, address } = await gameServers.kick(session, reason);
    return done(request, 'kick', name, { address, reason }, 1);
  });
  app.post('/api/desk/rooms/:code/close', async (request) => {
    const { reason } = await readBody(request, close);
    const code = request.req.param('code');
    await gameServers.close(code, reason);
    return done(request, 'close', code, { reason });
  });
  app.post('/api/desk/announce', async (request) => {
    const { text } = await readBody(request, announcement);
    const { sessions } = await gameServers.announce(text);
    return done(request, 'announce', 'everybody', { text, sessions }, sessions);
  });
  app.post('/api/desk/drain', async (request) => {
    const { node } = await readBody(request, drain);
    await gameServers.drain(node);
    return done(request, 'drain', node === null ? 'game server' : `node ${node}`, {});
  });

  app.post('/api/desk/move', async (request) => {
    const { node, count } = await readBody(request, move);
    const rooms = await gameServers.move(node, count);
    return done(request, 'move rooms', `node ${node}`, { count, rooms }, undefined, rooms);
  });

  app.post('/api/desk/bans', async (request) => {
    const { kind, value: given, reason, untilMs, isConfirmed } = await readBody(request, newBan);
    const value = await bannedValue(store, kind, readBanTarget(kind, given));
    if (untilMs !== null && (untilMs <= now() || untilMs > now() + UNTIL_MS_MAX)) {
      throw new ApiError('bad-request', { text: 'A ban ends in the future, within ten years.', field: 'untilMs' });
    }
    const sideEffect = isConfirmed ? null : sideEffectOf(kind, value, request.get('caller'));
    if (sideEffect !== null) throw new ApiError('needs-confirmation', { text: sideEffect, field: 'value' });
    const { who } = deedOf(request, desk);
    await addBan(store, { kind, value, reason, untilMs, by: who }, now());
    return done(request, 'ban', `${kind} ${value}`, { reason, untilMs });
  });
  app.post('/api/desk/bans/:id/lift', async (request) => {
    const lifted = await liftBan(store, request.req.param('id'), now());
    if (lifted === null) throw new ApiError('not-found', { text: 'This ban is not in force.' });
    return done(request, 'lift', `${lifted.kind} ${lifted.value}`, { reason: lifted.reason });
  });

  async function done(
    request: Request,
    what: string,
    on: string,
    details: Readonly<Record<string, unknown>>,
    sessions?: number,
    rooms?: number,
  ): Promise<Response> {
    const isAudited = await recordDeed(parts, { ...deedOf(request, desk), what, on, details });
    const answer: Done = {
      isAudited,
      ...(sessions !== undefined && { sessions }),
      ...(rooms !== undefined && { rooms }),
    };
    return request.json(answer);
  }
}
