/**
 * The logins of operators. A login is a signed cookie and nothing else: every process with the same key knows it, and it
 * ends when the line of its name in the password file changes.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { readTextLater } from '#process';
import { authorizer } from '../routes/auth.ts';
import type { Guesses } from '../routes/secret-guesses.ts';
import type { Refused } from '../websocket/refusals.ts';

/** A working day. */
export const LOGIN_SECONDS = 12 * 60 * 60;

/** An operator who is signed in. */
export interface Operator {
  readonly name: string;
  /** Of this login. */
  readonly id: string;
}

export interface Logins {
  /** Checks a password, as `--passwords` does (B17, B23). @returns the value of a cookie */
  signIn(name: string, password: string, guesses: Guesses): Promise<string | Refused>;
  /** Who a cookie is of; null for one that is wrong, has expired, or whose password has changed. @throws where the file cannot be read */
  operatorOf(cookie: string): Promise<Operator | null>;
}

/**
 * @param passwords a file of lines `name:scrypt:salt:hash`
 * @param key signs the cookies: random, of this start of the bridge, and the same in all of its processes
 */
export function statusLogins(passwords: string, key: Buffer): Logins {
  const authorize = authorizer({ passwords });

  /** With the password's line, so that the cookie ends with it. Null for a name that has none. */
  async function signatureOf(name: string, expires: string, id: string): Promise<Buffer | null> {
    const lines = (await readTextLater(passwords)).split('\n');
    const line = lines.map((each) => each.trim()).find((each) => each.startsWith(`${name}:scrypt:`));
    if (line === undefined) return null;
    return createHmac('sha256', key)
      .update(JSON.stringify([name, expires, id, line]))
      .digest();
  }

  return {
    async signIn(name, password, guesses) {
      const basic = Buffer.from(`${name}:${password}`).toString('base64');
      const login = await authorize({ authorization: `Basic ${basic}` }, null, guesses);
      if ('refusal' in login) return login;
      // A name with a colon is one without, and a password that begins with the rest.
      const user = login.user ?? '';
      const expires = String(Date.now() + LOGIN_SECONDS * 1000);
      const id = randomUUID();
      const signature = await signatureOf(user, expires, id);
      if (signature === null) return { refusal: 'unauthorized' };
      return [Buffer.from(user).toString('base64url'), expires, id, signature.toString('base64url')].join('.');
    },
    async operatorOf(cookie) {
      const [encoded = '', expires = '', id = '', signed = ''] = cookie.split('.');
      if (!(Number(expires) > Date.now())) return null;
      const name = Buffer.from(encoded, 'base64url').toString();
      const signature = await signatureOf(name, expires, id);
      const given = Buffer.from(signed, 'base64url');
      const isRight = signature?.length === given.length && timingSafeEqual(signature, given);
      return isRight ? { name, id } : null;
    },
  };
}
