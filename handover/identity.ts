// Who a session is, as game server and API name it to each other.

/**
 * Whose results a seat makes. A guest is a device until the first finished match makes a user of it: `hash` is the
 * SHA-256 of the device's secret, in base64url. `id` is that of a user of the API.
 */
export type Identity =
  | { readonly kind: 'device'; readonly hash: string }
  | { readonly kind: 'user'; readonly id: string };

/** What a user is. A guest has not claimed a name, a person has. A bot belongs to a person. */
export const USER_KINDS = ['guest', 'person', 'bot'] as const;
export type UserKind = (typeof USER_KINDS)[number];

/** Bytes of SHA-256 in base64url, without padding. */
const HASH = /^[\w-]{43}$/;
/** 16 random bytes in hex. */
const USER_ID = /^[0-9a-f]{32}$/;

/** An identity as one text: `device:HASH` or `user:ID`. */
export function identityText(identity: Identity): string {
  return identity.kind === 'device' ? `device:${identity.hash}` : `user:${identity.id}`;
}

/** @returns null for a text that is no identity */
export function readIdentity(text: string): Identity | null {
  const [kind, value = ''] = text.split(':', 2);
  if (text !== `${kind}:${value}`) return null;
  if (kind === 'device' && HASH.test(value)) return { kind, hash: value };
  if (kind === 'user' && USER_ID.test(value)) return { kind, id: value };
  return null;
}

export function isSameIdentity(one: Identity | null, other: Identity | null): boolean {
  return one !== null && other !== null && identityText(one) === identityText(other);
}
