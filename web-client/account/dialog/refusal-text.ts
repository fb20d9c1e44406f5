// Why the API has refused something, in plain words.

import { words } from '../../language/language.ts';
import type { Refusal } from '../api-call.ts';

/** Characters of a password, as the API has it. */
export const PASSWORD_LENGTH_MIN = 8;
export const PASSWORD_LENGTH_MAX = 128;

export function refusalText({ code, retryAfterS }: Refusal): string {
  const { errors } = words().account;
  switch (code) {
    case 'unreachable':
      return errors.unreachable;
    case 'busy':
    case 'database-down':
      return errors.busy;
    case 'forbidden':
      return errors.forbidden;
    case 'too-many-tries':
    case 'too-many-requests':
      return errors.wait(Math.max(1, Math.ceil(retryAfterS)));
    case 'not-signed-in':
      return errors.signedOut;
    case 'wrong-credentials':
      return errors.wrongCredentials;
    case 'name-taken':
      return errors.nameTaken;
    case 'name-reserved':
      return errors.nameReserved;
    case 'bad-name':
      return errors.badName;
    case 'wrong-name':
      return words().account.data.deleteMismatch;
    case 'weak-password':
      return errors.weakPassword;
    case 'rename-too-soon':
      return errors.renameTooSoon;
    case 'already-claimed':
      return errors.alreadyClaimed;
    case 'bad-passkey':
      return errors.badPasskey;
    case 'passkey-cancelled':
      return errors.passkeyCancelled;
    case 'passkey-there':
      return errors.passkeyThere;
    case 'no-passkeys-here':
      return words().account.passkeys.notHere;
    case 'last-credential':
      return errors.lastCredential;
    case 'too-many':
      return errors.tooMany;
    default:
      return errors.unknown;
  }
}

/** @returns what is wrong with a new password, '' for nothing. The API has the last word */
export function newPasswordFault(password: string): string {
  const { length } = [...password];
  const { errors } = words().account;
  if (length < PASSWORD_LENGTH_MIN) return errors.passwordShort(PASSWORD_LENGTH_MIN);
  return length > PASSWORD_LENGTH_MAX ? errors.passwordLong(PASSWORD_LENGTH_MAX) : '';
}
