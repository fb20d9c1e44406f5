// What the dialogs ask of the API: a function for each request (api/accounts/README.md).

import { callApi, type Answer, type Refusal } from './api-call.ts';
import { deviceSecret } from './device-secret.ts';
import { createPasskey, usePasskey, type PasskeyAnswer, type PasskeyOptions } from './passkey-ceremony.ts';

export interface Passkey {
  readonly id: string;
  readonly label: string;
  readonly createdMs: number;
}

/** Who asks: a person, or the guest of this device. */
export interface Me {
  readonly id: string;
  readonly kind: 'guest' | 'person';
  readonly name: string;
  readonly createdMs: number;
  /** When the name may be changed; in the past if it may be now. */
  readonly renameAtMs: number;
  readonly hasPassword: boolean;
  readonly hasRecoveryCode: boolean;
  readonly passkeys: readonly Passkey[];
}

export interface WhoAmI {
  /** Null for a guest without a finished match. */
  readonly user: Me | null;
  /** Whether passkeys work at this address. */
  readonly passkeys: boolean;
}

export interface SignedIn {
  readonly user: Me;
  /** Shown once; null after a sign-in. */
  readonly recoveryCode: string | null;
}

export interface Login {
  readonly id: string;
  readonly createdMs: number;
  readonly seenMs: number;
  readonly address: string;
  readonly agent: string;
  readonly isThis: boolean;
}

export interface Bot {
  readonly id: string;
  readonly name: string;
  readonly createdMs: number;
  readonly version: number;
}

export interface MadeToken {
  readonly bot: Bot;
  readonly token: string;
}

export interface NamePassword {
  readonly name: string;
  readonly password: string;
}

type Done = Promise<Answer<undefined>>;

export const accountCalls = {
  whoAmI: () => get<WhoAmI>('/api/me'),
  claim: (wish: NamePassword) => send<SignedIn>('POST', '/api/claim', wish),
  claimByPasskey: (name: string) =>
    withPasskey('/api/claim/passkey-options', { name }, createPasskey, (passkey) =>
      send<SignedIn>('POST', '/api/claim', { name, passkey }),
    ),
  signIn: (wish: NamePassword) => send<SignedIn>('POST', '/api/sign-in', wish),
  signInByPasskey: () =>
    withPasskey('/api/sign-in/passkey-options', undefined, usePasskey, (passkey) =>
      send<SignedIn>('POST', '/api/sign-in', { passkey }),
    ),
  signOut: (): Done => send('POST', '/api/sign-out'),
  recover: (wish: NamePassword & { readonly code: string }) => send<SignedIn>('POST', '/api/recover', wish),
  newRecoveryCode: () => send<{ readonly recoveryCode: string }>('POST', '/api/me/recovery-code'),
  setPassword: (password: string): Done => send('PUT', '/api/me/password', { password }),
  addPasskey: (label: string) =>
    withPasskey('/api/me/passkeys/options', undefined, createPasskey, (passkey) =>
      send<Passkey>('POST', '/api/me/passkeys', { ...passkey, label }),
    ),
  removePasskey: (id: string): Done => send('DELETE', `/api/me/passkeys/${encodeURIComponent(id)}`),
  rename: (name: string) => send<WhoAmI>('PUT', '/api/me/name', { name }),
  logins: () => get<{ readonly logins: readonly Login[] }>('/api/me/logins'),
  endLogin: (id: string): Done => send('DELETE', `/api/me/logins/${encodeURIComponent(id)}`),
  endAllLogins: (): Done => send('DELETE', '/api/me/logins'),
  exportData: () => get<unknown>('/api/me/export'),
  deleteEverything: (name: string): Done => send('DELETE', '/api/me', { name }),
  bots: () => get<{ readonly bots: readonly Bot[] }>('/api/me/bots'),
  makeBot: (name: string) => send<MadeToken>('POST', '/api/me/bots', { name }),
  newToken: (id: string) => send<MadeToken>('POST', `/api/me/bots/${encodeURIComponent(id)}/token`),
  deleteBot: (id: string): Done => send('DELETE', `/api/me/bots/${encodeURIComponent(id)}`),
} as const;

export type AccountCalls = typeof accountCalls;

function get<Value>(path: string): Promise<Answer<Value>> {
  return callApi<Value>({ path, device: deviceSecret() });
}

function send<Value>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer<Value>> {
  return callApi<Value>({ method, path, body, device: deviceSecret() });
}

/** Options of the API, the browser's part, and the request that hands over what came out. */
async function withPasskey<Value>(
  path: string,
  body: unknown,
  ceremony: (options: PasskeyOptions['options']) => Promise<PasskeyAnswer | Refusal>,
  finish: (passkey: {
    readonly challenge: string;
    readonly credential: PasskeyAnswer['credential'];
  }) => Promise<Answer<Value>>,
): Promise<Answer<Value>> {
  const begun = await send<PasskeyOptions>('POST', path, body);
  if ('refusal' in begun) return begun;
  const answer = await ceremony(begun.value.options);
  if ('code' in answer) return { refusal: answer };
  return finish({ challenge: begun.value.challenge, credential: answer.credential });
}
