/** Keys that verify signed tokens: which there may be, and which algorithms go with each. */
import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { readText } from '#process';
import { printable } from '../ops/refusal-log.ts';
import { BridgeConfigError } from '../target/address.ts';

/** Shorter ones are not used for signatures any more (RFC 7518, 3.3). */
const RSA_BITS_MIN = 2048;
/** By the name that OpenSSL gives its curve. */
const EC_ALGORITHMS: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

/**
 * The key in a file: a public key in PEM, or a shared secret, as it is.
 * @throws {BridgeConfigError} where it is none that could verify a token
 */
export function signingKeyFrom(path: string): KeyObject {
  const text = readText(path);
  if (text.includes('-----BEGIN')) return signingKey(() => createPublicKey(text), path);
  const secret = text.trimEnd();
  if (secret === '') throw new BridgeConfigError(`${path}: expected a key, the file is empty`);
  return createSecretKey(Buffer.from(secret));
}

/**
 * @param read the key in the file at `path`
 * @throws {BridgeConfigError} where it cannot be read, or could verify nothing: every token would be wrong, and a guess
 */
export function signingKey(read: () => KeyObject, path: string): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (error) {
    throw new BridgeConfigError(`${path}: ${(error as Error).message}`);
  }
  if (signingAlgorithmsOf(key).length > 0) return key;
  const expected = `expected an RSA key of at least ${RSA_BITS_MIN} bits, an EC key on P-256, P-384 or P-521, or an Ed25519 key`;
  throw new BridgeConfigError(`${path}: ${expected}`);
}

/** Only those of the key's own kind: a public key must never be taken for a shared secret. Empty for other kinds. */
export function signingAlgorithmsOf({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): string[] {
  const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails;
  if (asymmetricKeyType === undefined) return ['HS256', 'HS384', 'HS512'];
  if (asymmetricKeyType === 'ed25519') return ['EdDSA', 'Ed25519'];
  if (asymmetricKeyType === 'ec') return Object.hasOwn(EC_ALGORITHMS, namedCurve) ? [EC_ALGORITHMS[namedCurve]!] : [];
  const isUsable = asymmetricKeyType === 'rsa' && modulusLength >= RSA_BITS_MIN;
  return isUsable ? ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] : [];
}

/** The subject of a token, for logs; null where it has none. Some issuers write a number. */
export function userOf({ sub }: JWTPayload): string | null {
  const subject: unknown = sub;
  return typeof subject === 'string' || typeof subject === 'number' ? printable(String(subject)) : null;
}
