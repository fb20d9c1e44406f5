/**
 * Who may use a route that asks for it: a name and password from a file, or a signed token (JWT). Refusing the others
 * is left to upgrade.ts, ending a session whose token has expired to sessions.ts.
 */
import { createPublicKey, createSecretKey, scrypt, timingSafeEqual, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { jwtVerify } from 'jose';
import type { Auth } from './config.ts';

export interface Login {
  /** In logs: the password's name, or the token's subject. */
  readonly user: string | null;
  /** Milliseconds since 1970, or null for a password. */
  readonly expiresAtMs: number | null;
}

/** The login of a caller, or null. @param token found where the route's token sources say */
export type Authorize = (headers: IncomingHttpHeaders, token: string | null) => Promise<Login | null>;

/** Hashes at once: each takes 16 MiB and a thread of the pool, in which file reads wait as well. */
const HASHES_AT_ONCE_MAX = 2;
/** Callers who wait for that; the others are refused. */
const HASHES_WAITING_MAX = 64;
const HASH_BYTES = 32;
const SCRYPT_COST = { N: 16_384, r: 8, p: 1 };

/** Reads the key of a route's tokens; its passwords are read whenever one is asked for. Without either all are let in. */
export function authorizer(auth: Auth | undefined): Authorize {
  const verifiers: Authorize[] = [];
  if (auth?.jwtKey !== undefined) verifiers.push(tokenVerifier(auth, readFileSync(auth.jwtKey)));
  if (auth?.passwords !== undefined) verifiers.push(passwordVerifier(auth.passwords));
  if (verifiers.length === 0) return () => Promise.resolve({ user: null, expiresAtMs: null });

  return async (headers, token) => {
    for (const verify of verifiers) {
      const login = await verify(headers, token);
      if (login !== null) return login;
    }
    return null;
  };
}

/** A JWT from `Authorization: Bearer`, or where the route's tokens are. It must say when it expires. */
function tokenVerifier({ jwtIssuer, jwtAudience }: Auth, keyFile: Buffer): Authorize {
  const key = keyFrom(keyFile);
  const options = {
    algorithms: algorithmsOf(key),
    requiredClaims: ['exp'],
    ...(jwtIssuer === undefined ? {} : { issuer: jwtIssuer }),
    ...(jwtAudience === undefined ? {} : { audience: jwtAudience }),
  };
  return async ({ authorization = '' }, token) => {
    const jwt = /^Bearer +(?<jwt>\S+)$/i.exec(authorization)?.groups?.['jwt'] ?? token;
    if (!jwt) return null;
    try {
      const { payload } = await jwtVerify(jwt, key, options);
      return { user: payload.sub ?? null, expiresAtMs: (payload.exp ?? 0) * 1000 };
    } catch {
      return null;
    }
  };
}

function keyFrom(file: Buffer): KeyObject {
  if (file.includes('-----BEGIN')) return createPublicKey(file);
  return createSecretKey(Buffer.from(file.toString('utf8').trimEnd()));
}

/** Only those of the key's own kind: a public key must never be taken for a shared secret. */
function algorithmsOf({ asymmetricKeyType }: KeyObject): string[] {
  if (asymmetricKeyType === undefined) return ['HS256', 'HS384', 'HS512'];
  if (asymmetricKeyType === 'rsa') return ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
  return asymmetricKeyType === 'ec' ? ['ES256', 'ES384', 'ES512'] : ['EdDSA', 'Ed25519'];
}

/** Basic (RFC 7617) against a file of lines `name:scrypt:salt:hash`, the last two in base64. */
function passwordVerifier(path: string): Authorize {
  return async ({ authorization = '' }) => {
    const encoded = /^Basic +(?<encoded>[\w+/=]+)$/i.exec(authorization)?.groups?.['encoded'];
    if (encoded === undefined) return null;
    const [name = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    const { salt, hash } = await savedHash(path, name);
    const given = await hashOf(rest.join(':'), salt);
    return given !== null && hash !== null && timingSafeEqual(given, hash) ? { user: name, expiresAtMs: null } : null;
  };
}

/** A name that is not there has a salt as well: finding that out must take as long. */
async function savedHash(path: string, name: string): Promise<{ salt: Buffer; hash: Buffer | null }> {
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  for (const line of lines) {
    const [known, method, salt, hash] = line.trim().split(':');
    if (known !== name || method !== 'scrypt' || salt === undefined || hash === undefined) continue;
    const bytes = Buffer.from(hash, 'base64');
    return { salt: Buffer.from(salt, 'base64'), hash: bytes.length === HASH_BYTES ? bytes : null };
  }
  return { salt: Buffer.alloc(16), hash: null };
}

let hashing = 0;
const waiting: (() => void)[] = [];

/** Null when too many are waiting already. */
async function hashOf(password: string, salt: Buffer): Promise<Buffer | null> {
  if (hashing >= HASHES_AT_ONCE_MAX) {
    if (waiting.length >= HASHES_WAITING_MAX) return null;
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  hashing += 1;
  try {
    return await new Promise((resolve, reject) => {
      scrypt(password, salt, HASH_BYTES, SCRYPT_COST, (error, key) => (error ? reject(error) : resolve(key)));
    });
  } finally {
    hashing -= 1;
    waiting.shift()?.();
  }
}
