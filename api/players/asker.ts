// Who asks, of the routes about oneself: the guest of a device.

import { createHash } from 'node:crypto';
import type { Request } from '../http/app.ts';
import type { Parts } from '../parts.ts';
import type { FoundPlayer } from './find-player.ts';

const DEVICE_HEADER = 'x-packetman-device';

/** @returns null for a stranger, and for a guest without a finished match */
export async function askerOf(request: Request, { store }: Pick<Parts, 'store'>): Promise<FoundPlayer | null> {
  const secret = request.req.header(DEVICE_HEADER);
  if (secret === undefined) return null;
  const hash = createHash('sha256').update(secret).digest('base64url');
  const user = await store.db
    .selectFrom('device')
    .innerJoin('user', 'user.id', 'device.user_id')
    .select(['user.id', 'user.kind', 'user.name'])
    .where('hash', '=', hash)
    .where('deleted_ms', 'is', null)
    .executeTakeFirst();
  return user ?? null;
}
