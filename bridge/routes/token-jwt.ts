/**
 * Signed tokens that name their target themselves, with the claims `host` and `port`, as with websockify's JWTTokenApi. An
 * encrypted token contains a signed one; both are for the same key.
 */
import { createPrivateKey, createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import * as errors from 'jose/errors';
import { compactDecrypt } from 'jose/jwe/compact/decrypt';
import { jwtVerify } from 'jose/jwt/verify';
import { readText } from '#process';
import { BridgeConfigError } from '../target/address.ts';
import { BEARER_CHALLENGE } from './auth.ts';
import { signingAlgorithmsOf, signingKey, userOf } from './signing-key.ts';
import type { TokenTargets } from './token-targets.ts';
import { targetOfFields } from './token-value.ts';

/** Node takes at most 16 KiB of headers. */
const JWT_LENGTH_MAX = 8192;

const ENCRYPTIONS = ['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256', 'A192CBC-HS384', 'A256CBC-HS512'];

/**
 * @param path of the key
 * @throws {BridgeConfigError} where it is no key
 */
export function tokenJwt(path: string): TokenTargets {
  const { verifying, decrypting } = keysFrom(path);
  const signed = { algorithms: signingAlgorithmsOf(verifying) };
  const encrypted = {
    keyManagementAlgorithms: encryptionAlgorithmsOf(decrypting),
    contentEncryptionAlgorithms: ENCRYPTIONS,
  };

  return {
    isSecret: true,
    async targetsOf(token) {
      if (token === null || token.length > JWT_LENGTH_MAX) return null;
      try {
        const isEncrypted = token.split('.').length === 5;
        const inner = isEncrypted ? (await compactDecrypt(token, decrypting, encrypted)).plaintext : token;
        const { payload } = await jwtVerify(inner, verifying, signed);
        const target = targetOfFields(payload);
        if (target === null) return { refusal: 'no-route', cause: 'the token names no host and port' };
        const expiresAtMs = payload.exp === undefined ? null : payload.exp * 1000;
        return { targets: [target.address], login: { user: userOf(payload), expiresAtMs } };
      } catch (error) {
        // The signature is right: the page has to get a new one.
        const isSigned = error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed;
        return isSigned ? { refusal: 'unauthorized', challenges: [BEARER_CHALLENGE], cause: error.message } : null;
      }
    },
    // It is good until it expires, which ends the tunnel.
    revocation: null,
  };
}

interface Keys {
  readonly verifying: KeyObject;
  readonly decrypting: KeyObject;
}

function keysFrom(path: string): Keys {
  const text = readText(path).trim();
  if (text.includes('PRIVATE KEY-----')) return pairOf(() => createPrivateKey(text), path);
  if (text.includes('-----BEGIN')) return bothOf(signingKey(() => createPublicKey(text), path));
  return text.startsWith('{') ? ofJwk(jwkIn(text, path), path) : ofSecret(text, path);
}

function jwkIn(text: string, path: string): JsonWebKey {
  try {
    return JSON.parse(text) as JsonWebKey;
  } catch (error) {
    throw new BridgeConfigError(`${path}: ${(error as Error).message}`);
  }
}

function ofJwk(jwk: JsonWebKey, path: string): Keys {
  if (jwk.kty === 'oct') return ofSecret(jwk.k ?? '', path);
  if (jwk.d !== undefined) return pairOf(() => createPrivateKey({ key: jwk, format: 'jwk' }), path);
  return bothOf(signingKey(() => createPublicKey({ key: jwk, format: 'jwk' }), path));
}

function ofSecret(text: string, path: string): Keys {
  const secret = /^[\w-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(0);
  if (secret.length === 0) {
    throw new BridgeConfigError(`${path}: expected a key in PEM, a JWK, or a shared secret in base64url`);
  }
  return bothOf(createSecretKey(secret));
}

function pairOf(read: () => KeyObject, path: string): Keys {
  const decrypting = signingKey(read, path);
  return { verifying: createPublicKey(decrypting), decrypting };
}

/** With a public key nothing is decrypted. */
function bothOf(key: KeyObject): Keys {
  return { verifying: key, decrypting: key };
}

function encryptionAlgorithmsOf({ asymmetricKeyType, type }: KeyObject): string[] {
  if (type === 'public') return [];
  if (asymmetricKeyType === undefined)
    return ['dir', ...['A128', 'A192', 'A256'].flatMap((size) => [`${size}KW`, `${size}GCMKW`])];
  if (asymmetricKeyType === 'rsa') return ['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512'];
  return ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'];
}
