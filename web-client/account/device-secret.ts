// The secret by which the API knows this device: who plays without an account is a guest with a history. Made when it is first
// needed, and shared by all tabs.

const KEY = 'packetman.device';
const BYTES = 16;
/** 128 bits in base64url. */
const FORM = /^[\w-]{22}$/;

type SecretStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @returns '' where the browser keeps nothing: then each visit would be another guest */
export function deviceSecret(storage: SecretStorage | null = browserStorage()): string {
  try {
    const kept = storage?.getItem(KEY) ?? '';
    if (FORM.test(kept)) return kept;
    const made = newSecret();
    storage?.setItem(KEY, made);
    return storage?.getItem(KEY) === made ? made : '';
  } catch {
    return '';
  }
}

/** The guest of this device is deleted: the next one is another. */
export function forgetDevice(storage: SecretStorage | null = browserStorage()): void {
  try {
    storage?.removeItem(KEY);
  } catch {
    // Storage is forbidden.
  }
}

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function browserStorage(): SecretStorage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
