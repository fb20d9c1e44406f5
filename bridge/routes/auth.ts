/**
 * Checks logins: a name and password from a file, or a signed token (JWT). Refusals are answered in upgrade.ts and pages.ts,
 * wrong guesses are counted in secret-guesses.ts, and tunnels.ts ends a tunnel whose token has expired.
 */
import { scrypt, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import * as errors from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import type { Auth } from './route-settings.ts';
import { readTextLater } from '#process';
import type { Refused } from '../websocket/refusals.ts';
import { isSameSecret, type Guesses } from './secret-guesses.ts';
import { signingAlgorithmsOf, signingKeyFrom, userOf } from './signing-key.ts';

export interface Login {
  /** In logs: the password's name, or the token's subject; null where no login is needed. */
  readonly user: string | null;
  /** Milliseconds since 1970, or null for a password. */
  readonly expiresAtMs: number | null;
}

/** Checks the login of a caller. @param token from the token sources of the route, null for none */
export type Authorize = (
  headers: IncomingHttpHeaders,
  token: string | null,
  guesses: Guesses,
) => Promise<Login | Refused>;

/** Null where the caller has sent nothing of its kind. */
type Verify = (...caller: Parameters<Authorize>) => Promise<Login | Refused | null>;

/** Hashes at a time: each takes 16 MiB and a thread of the pool, which file reads need too. */
const HASHES_AT_ONCE_MAX = 2;
/** Callers that wait for one; further ones are refused for the moment. */
const HASHES_WAITING_MAX = 64;
const HASH_BYTES = 32;
const SCRYPT_COST = { N: 16_384, r: 8, p: 1 };

/** The same on the page and on WebSockets: a browser sends a login to everything of one realm. */
const BASIC_CHALLENGE = 'Basic realm="bridge", charset="UTF-8"';
export const BEARER_CHALLENGE = 'Bearer realm="bridge"';

/** Reads the key of a route's tokens; its passwords are read for each login. Without either, all callers are accepted. */
export function authorizer(auth: Auth | undefined): Authorize {
  const verifiers: Verify[] = [];
  const challenges: string[] = [];
  if (auth?.passwords !== undefined) {
    verifiers.push(passwordVerifier(auth.passwords));
    challenges.push(BASIC_CHALLENGE);
  }
  if (auth?.login !== undefined) {
    verifiers.push(loginVerifier(auth.login));
    challenges.push(BASIC_CHALLENGE);
  }
  if (auth?.jwtKey !== undefined) {
    verifiers.push(tokenVerifier(auth, signingKeyFrom(auth.jwtKey)));
    challenges.push(BEARER_CHALLENGE);
  }
  if (verifiers.length === 0) return () => Promise.resolve({ user: null, expiresAtMs: null });

  const unauthorized: Refused = { refusal: 'unauthorized', challenges };
  return async (headers, token, guesses) => {
    let refused = unauthorized;
    for (const verify of verifiers) {
      const login = await verify(headers, token, guesses);
      if (login === null) continue;
      if ('user' in login) return login;
      if (login.refusal !== 'unauthorized') refused = login;
    }
    return refused;
  };
}

/** A JWT from `Authorization: Bearer`, or from the token sources of the route. It must have an expiry time. */
function tokenVerifier({ jwtIssuer, jwtAudience }: Auth, key: KeyObject): Verify {
  const options = {
    algorithms: signingAlgorithmsOf(key),
    requiredClaims: ['exp'],
    ...(jwtIssuer === undefined ? {} : { issuer: jwtIssuer }),
    ...(jwtAudience === undefined ? {} : { audience: jwtAudience }),
  };
  return async ({ authorization = '' }, token, guesses) => {
    const jwt = /^Bearer +(?<jwt>\S+)$/i.exec(authorization)?.groups?.['jwt'] ?? token;
    if (!jwt) return null;
    const secret = `jwt ${jwt}`;
    const attempt = await guesses.begin(secret);
    if (attempt.name === 'waits') return { refusal: 'too-many-failures', retryAfterS: attempt.seconds };
    try {
      const { payload } = await jwtVerify(jwt, key, options);
      guesses.right(secret);
      return { user: userOf(payload), expiresAtMs: (payload.exp ?? 0) * 1000 };
    } catch (error) {
      // The signature is right: an expired token, or one for another audience, is not a guess.
      const isSigned = error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed;
      if (isSigned) guesses.dropped(secret);
      else guesses.wrong(secret);
      return { refusal: 'unauthorized' };
    }
  };
}

/** Basic (RFC 7617) against a file of lines `name:scrypt:salt:hash`, the last two in base64. */
function passwordVerifier(path: string): Verify {
  return async ({ authorization = '' }, _, guesses) => {
    const given = basicLoginOf(authorization);
    if (given === null) return null;
    const [name = '', ...rest] = given.split(':');
    const password = rest.join(':');
    const { salt, hash } = await savedHash(path, name);
    // With what is saved: a login is known, or known to be wrong, only until its line changes.
    const secret = JSON.stringify(['password', name, password, salt.toString('base64'), hash?.toString('base64')]);
    const attempt = await guesses.begin(secret);
    if (attempt.name === 'known') return { user: name, expiresAtMs: null };
    if (attempt.name === 'repeated') return { refusal: 'unauthorized' };
    if (attempt.name === 'waits') return { refusal: 'too-many-failures', retryAfterS: attempt.seconds };
    const hashed = await hashOf(password, salt, secret);
    if (hashed === null) {
      guesses.dropped(secret);
      return { refusal: 'over-capacity' };
    }
    if (hash !== null && timingSafeEqual(hashed, hash)) {
      guesses.right(secret);
      return { user: name, expiresAtMs: null };
    }
    guesses.wrong(secret);
    return { refusal: 'unauthorized' };
  };
}

/** Basic against the only login, `name:password`. */
function loginVerifier(login: string): Verify {
  return ({ authorization = '' }, _, guesses) => verify(basicLoginOf(authorization), guesses);

  async function verify(given: string | null, guesses: Guesses): Promise<Login | Refused | null> {
    if (given === null) return null;
    // With what is right: it is known, or known to be wrong, only until that changes.
    const secret = JSON.stringify(['login', given, login]);
    const attempt = await guesses.begin(secret);
    if (attempt.name === 'repeated') return { refusal: 'unauthorized' };
    if (attempt.name === 'waits') return { refusal: 'too-many-failures', retryAfterS: attempt.seconds };
    if (!isSameSecret(given, login)) {
      guesses.wrong(secret);
      return { refusal: 'unauthorized' };
    }
    guesses.right(secret);
    return { user: given.split(':', 1)[0] ?? '', expiresAtMs: null };
  }
}

/** `name:password`, null for none. */
function basicLoginOf(authorization: string): string | null {
  const encoded = /^Basic +(?<encoded>[\w+/=]+)$/i.exec(authorization)?.groups?.['encoded'];
  return encoded === undefined ? null : Buffer.from(encoded, 'base64').toString('utf8');
}

/**
 * An unknown name gets a salt as well, because the answer must take as long as for a known one.
 * @throws when the file cannot be read, which is no wrong password of the caller's
 */
async function savedHash(path: string, name: string): Promise<{ salt: Buffer; hash: Buffer | null }> {
  const lines = (await readTextLater(path)).split('\n');
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
/** By secret: a page asks for many files at once, all with the same login. */
const underWay = new Map<string, Promise<Buffer | null>>();

/** On a thread of Node's pool. Null when too many are waiting already. */
function hashOf(password: string, salt: Buffer, secret: string): Promise<Buffer | null> {
  let hashed = underWay.get(secret);
  if (hashed === undefined) {
    // A failure of the system is not the caller's fault.
    hashed = hashInTurn(password, salt)
      .catch(() => null)
      .finally(() => underWay.delete(secret));
    underWay.set(secret, hashed);
  }
  return hashed;
}

async function hashInTurn(password: string, salt: Buffer): Promise<Buffer | null> {
  if (hashing >= HASHES_AT_ONCE_MAX) {
    if (waiting.length >= HASHES_WAITING_MAX) return null;
    // The one that ends hands its place on.
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    hashing += 1;
  }
  try {
    return await new Promise((resolve, reject) => {
      scrypt(password, salt, HASH_BYTES, SCRYPT_COST, (error, key) => (error ? reject(error) : resolve(key)));
    });
  } finally {
    const next = waiting.shift();
    if (next === undefined) hashing -= 1;
    else next();
  }
}
