// The browser's part of a passkey: makes one, or signs a challenge with one. JSON on both sides, as the API has it.

import type { Refusal } from './api-call.ts';

export interface PasskeyOptions {
  readonly challenge: string;
  readonly options: PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON;
}

export interface PasskeyAnswer {
  readonly credential: ReturnType<PublicKeyCredential['toJSON']>;
}

/** Whether the browser and the page's address can have passkeys. Browsers have them on https and on localhost. */
export function canUsePasskeys(): boolean {
  return (
    globalThis.isSecureContext &&
    typeof globalThis.PublicKeyCredential === 'function' &&
    // Without these the options could not be read: browsers before 2025.
    typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function' &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function'
  );
}

export function createPasskey(options: PasskeyOptions['options']): Promise<PasskeyAnswer | Refusal> {
  return answered(() =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  );
}

export function usePasskey(options: PasskeyOptions['options']): Promise<PasskeyAnswer | Refusal> {
  return answered(() =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  );
}

async function answered(ceremony: () => Promise<Credential | null>): Promise<PasskeyAnswer | Refusal> {
  try {
    const credential = await ceremony();
    if (!(credential instanceof PublicKeyCredential)) return refused('passkey-cancelled');
    return { credential: credential.toJSON() };
  } catch (error) {
    // `InvalidStateError`: the authenticator has a passkey for this account.
    const name = error instanceof Error ? error.name : '';
    if (name === 'InvalidStateError') return refused('passkey-there');
    return refused(name === 'NotAllowedError' || name === 'AbortError' ? 'passkey-cancelled' : 'bad-passkey');
  }
}

function refused(code: string): Refusal {
  return { code, field: '', retryAfterS: 0 };
}
