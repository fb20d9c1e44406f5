// Passkeys: options for the browser, and the check of its answers. The library is loaded when the first one is wanted.

import { isIP } from 'node:net';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { ApiError } from '../http/errors.ts';
import type { Request } from '../http/app.ts';
import type { Parts } from '../parts.ts';
import type { Queries } from '../store/store.ts';
import { Challenges, type Purpose } from './challenges.ts';

const NAME_OF_THE_GAME = 'Packetman';
const TRANSPORTS_MAX = 8;
/**
 * EdDSA, ES256 and RS256, in the order of preference (COSE). The library would add ML-DSA-44 where Node has it: an experiment,
 * and no API with an older Node could check such a passkey.
 */
const ALGORITHMS = [-8, -7, -257];

interface PasskeyAnswer {
  readonly challenge: string;
  readonly credential: { readonly id: string; readonly response: object };
}

/** What is kept of a new passkey. */
export interface NewPasskey {
  readonly id: string;
  readonly public_key: Uint8Array;
  readonly counter: number;
  readonly transports: string;
}

/** The site that a passkey is for. */
interface Site {
  readonly origin: string;
  readonly rpId: string;
}

/**
 * The site of a request: its Host header, which pages of other sites cannot choose, or one of the configured addresses.
 * @returns null where browsers have no passkeys: without https, except on localhost, and at IP addresses
 */
export function siteOf(request: Request, { publicUrls }: Parts['config']): Site | null {
  const origin = request.get('origin');
  if (publicUrls.length > 0 && !publicUrls.includes(origin)) return null;
  const { hostname, protocol } = new URL(origin);
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  if ((protocol !== 'https:' && !isLocal) || isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0) return null;
  return { origin, rpId: hostname };
}

export class Passkeys {
  private readonly parts: Parts;
  private readonly challenges = new Challenges();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** For `navigator.credentials.create`. @param userId '' for a claim, before the user is a person */
  async creation(request: Request, purpose: Purpose, userName: string, userId: string, known: readonly string[]) {
    const site = this.site(request);
    const { generateRegistrationOptions } = await import('@simplewebauthn/server');
    const options = await generateRegistrationOptions({
      ...{ rpName: NAME_OF_THE_GAME, rpID: site.rpId, userName, userDisplayName: userName },
      excludeCredentials: known.map((id) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
    const challenge = this.add(purpose, options.challenge, site, userId);
    return { challenge, options: asJson(options) };
  }

  /** For `navigator.credentials.get`: the browser offers the passkeys that it has, so that no name is asked for. */
  async request(request: Request) {
    const site = this.site(request);
    const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
    const options = await generateAuthenticationOptions({ rpID: site.rpId, userVerification: 'preferred' });
    return { challenge: this.add('sign-in', options.challenge, site, ''), options: asJson(options) };
  }

  /** @throws {ApiError} if the answer does not fit a challenge of ours, or was given before */
  async created(answer: PasskeyAnswer, purpose: Purpose, userId: string): Promise<NewPasskey> {
    const challenge = this.challenges.take(answer.challenge, purpose, userId, this.parts.now());
    if (challenge === null) throw new ApiError('bad-passkey');
    const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
    const verified = await verifyRegistrationResponse({
      response: answer.credential as unknown as RegistrationResponseJSON,
      ...{ expectedChallenge: challenge.text, expectedOrigin: challenge.origin, expectedRPID: challenge.rpId },
      requireUserVerification: false,
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch(() => null);
    if (verified === null || !verified.verified) throw new ApiError('bad-passkey');
    const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
    const words = transports.slice(0, TRANSPORTS_MAX);
    return { id, public_key: publicKey, counter, transports: JSON.stringify(words) };
  }

  /** @returns whose passkey it is; null for any answer that is not the right one */
  async userOf(answer: PasskeyAnswer, queries: Queries): Promise<string | null> {
    const challenge = this.challenges.take(answer.challenge, 'sign-in', '', this.parts.now());
    if (challenge === null) return null;
    const passkey = await queries
      .selectFrom('passkey')
      .innerJoin('user', 'user.id', 'passkey.user_id')
      .select(['passkey.id', 'user_id', 'public_key', 'counter'])
      .where('passkey.id', '=', answer.credential.id)
      .where('deleted_ms', 'is', null)
      .executeTakeFirst();
    if (passkey === undefined) return null;
    const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
    const verified = await verifyAuthenticationResponse({
      response: answer.credential as unknown as AuthenticationResponseJSON,
      ...{ expectedChallenge: challenge.text, expectedOrigin: challenge.origin, expectedRPID: challenge.rpId },
      credential: { id: passkey.id, publicKey: Uint8Array.from(passkey.public_key), counter: passkey.counter },
      requireUserVerification: false,
    }).catch(() => null);
    if (verified === null || !verified.verified) return null;
    const { newCounter } = verified.authenticationInfo;
    // Of two answers of one authenticator with the same counter, one is a copy.
    const { numUpdatedRows } = await queries
      .updateTable('passkey')
      .set({ counter: newCounter })
      .where('id', '=', passkey.id)
      .where('counter', '=', passkey.counter)
      .executeTakeFirst();
    return numUpdatedRows === 1n ? passkey.user_id : null;
  }

  private site(request: Request): Site {
    const site = siteOf(request, this.parts.config);
    if (site === null) throw new ApiError('no-passkeys-here');
    return site;
  }

  private add(purpose: Purpose, text: string, site: Site, userId: string): string {
    return this.challenges.add({ purpose, text, ...site, userId }, this.parts.now());
  }
}

/** The options are plain data, which their types do not say. */
function asJson(options: { readonly challenge: string }): { challenge: string } {
  return { ...options };
}
