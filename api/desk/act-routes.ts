// What operators do. Each is written to the audit log after it was done. desk-routes.ts lets nobody else come here.

import { z } from 'zod';
import { REASON_LENGTH_MAX, type Done } from '#handover';
import { readLine } from '#protocol';
import type { App, Request } from '../http/app.ts';
import { ApiError } from '../http/errors.ts';
import type { Parts } from '../parts.ts';
import { recordDeed } from './audit-log.ts';
import { addBan, bannedValue, liftBan } from './bans.ts';
import { readBanTarget, sideEffectOf } from './ban-target.ts';
import { deskOf } from './desk.ts';
import { bodyOf, deedOf } from './operator.ts';

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
const confirmation = z.object({ isConfirmed: z.literal(true) });
const newBan = z.object({
  kind: z.enum(['address', 'name', 'user']),
  value: z.string().max(100),
  reason,
  untilMs: z.int().nullable(),
  isConfirmed: z.boolean().default(false),
});

export function addActRoutes(app: App, parts: Parts): void {
  const desk = deskOf(parts);
  const { gameServer } = desk;
  const { store, now } = parts;

  app.post('/api/desk/kick', async (request) => {
    const { session, reason } = await bodyOf(request, kick);
    const { name, address } = await gameServer.kick(session, reason);
    return done(request, 'kick', name, { address, reason }, 1);
  });
  app.post('/api/desk/rooms/:code/close', async (request) => {
    const { reason } = await bodyOf(request, close);
    const code = request.req.param('code');
    await gameServer.close(code, reason);
    return done(request, 'close', code, { reason });
  });
  app.post('/api/desk/announce', async (request) => {
    const { text } = await bodyOf(request, announcement);
    const { sessions } = await gameServer.announce(text);
    return done(request, 'announce', 'everybody', { text, sessions }, sessions);
  });
  app.post('/api/desk/drain', async (request) => {
    await bodyOf(request, confirmation);
    await gameServer.drain();
    return done(request, 'drain', 'game server', {});
  });

  app.post('/api/desk/bans', async (request) => {
    const { kind, value: given, reason, untilMs, isConfirmed } = await bodyOf(request, newBan);
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
  ): Promise<Response> {
    const isAudited = await recordDeed(parts, { ...deedOf(request, desk), what, on, details });
    const answer: Done = { isAudited, ...(sessions !== undefined && { sessions }) };
    return request.json(answer);
  }
}
