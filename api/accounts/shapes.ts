// What the routes of accounts take and give, as JSON. README.md has the table of routes.

import { z } from '@hono/zod-openapi';
import { NAME_LENGTH_MAX } from '#protocol';

/** Characters of a password. */
export const PASSWORD_LENGTH_MIN = 8;
export const PASSWORD_LENGTH_MAX = 128;
/** In UTF-16 units: a name of the game is checked by its own rules. */
const NAME_UNITS_MAX = 4 * NAME_LENGTH_MAX;
/** A recovery code as it is shown: groups of letters and digits with hyphens. Case and hyphens do not matter. */
const CODE_LENGTH_MAX = 64;
const CHALLENGE_LENGTH_MAX = 64;
const LABEL_LENGTH_MAX = 64;

const name = z.string().min(1).max(NAME_UNITS_MAX).openapi({ example: 'Ann' });
const password = z
  .string()
  .min(1)
  .max(4 * PASSWORD_LENGTH_MAX);
/** What `navigator.credentials` gives, as `toJSON()` of it. It is checked by the library that verifies it. */
const credential = z.looseObject({ id: z.string().max(2048), response: z.looseObject({}) });
/** Names the challenge of the options, which are good for one answer. */
const challenge = z.string().max(CHALLENGE_LENGTH_MAX);
const ms = z.int().openapi({ description: 'Milliseconds since 1970.' });

/** Options for `navigator.credentials.create` or `get`, with the challenge that belongs to them. */
export const passkeyOptionsShape = z
  .object({ challenge, options: z.looseObject({ challenge: z.string() }) })
  .openapi('PasskeyOptions');

const passkeyAnswer = z.object({ challenge, credential });

export const claimShape = z
  .union([z.object({ name, password }), z.object({ name, passkey: passkeyAnswer })])
  .openapi('Claim');
export const claimOptionsShape = z.object({ name }).openapi('ClaimOptions');
export const signInShape = z
  .union([z.object({ name, password }), z.object({ passkey: passkeyAnswer })])
  .openapi('SignIn');
/** Sets a new password with a recovery code, which is used up. */
export const recoverShape = z.object({ name, code: z.string().max(CODE_LENGTH_MAX), password }).openapi('Recover');
export const passwordShape = z.object({ password }).openapi('NewPassword');
export const newPasskeyShape = z
  .object({ ...passkeyAnswer.shape, label: z.string().max(LABEL_LENGTH_MAX).optional() })
  .openapi('NewPasskey');
export const renameShape = z.object({ name }).openapi('Rename');
/** The own name once more, so that nothing is deleted by mistake. */
export const deleteShape = z.object({ name }).openapi('Delete');
export const newBotShape = z.object({ name }).openapi('NewBot');

export const passkeyShape = z.object({ id: z.string(), label: z.string(), createdMs: ms }).openapi('Passkey');

/** Who asks: a person by their cookie, or a guest by the secret of their device. */
export const userShape = z
  .object({
    id: z.string(),
    kind: z.enum(['guest', 'person']),
    name: z.string(),
    createdMs: ms,
    /** When the name may be changed; in the past if it may be now. */
    renameAtMs: ms,
    hasPassword: z.boolean(),
    hasRecoveryCode: z.boolean(),
    passkeys: z.array(passkeyShape),
  })
  .openapi('Me');

/** `user`: null without login and device, and for a guest without a finished match. `passkeys`: whether they work at this address. */
export const meShape = z.object({ user: userShape.nullable(), passkeys: z.boolean() }).openapi('WhoAmI');

/** The answer of a claim, of a sign-in and of a recovery, which also set the cookie. */
export const signedInShape = z
  .object({
    user: userShape,
    /** After a claim and a recovery: shown once, and nowhere kept as text. Null after a sign-in. */
    recoveryCode: z.string().nullable(),
  })
  .openapi('SignedIn');
export const recoveryCodeShape = z.object({ recoveryCode: z.string() }).openapi('RecoveryCode');

/** For `hello.ticket` or `identify`. `name`: the name that the session will have; '' for a guest that has none yet. */
export const ticketShape = z
  .object({ ticket: z.string(), name: z.string(), kind: z.enum(['guest', 'person', 'bot']), expiresMs: ms })
  .openapi('Ticket');

export const loginsShape = z
  .object({
    logins: z.array(
      z.object({
        id: z.string(),
        createdMs: ms,
        seenMs: ms,
        address: z.string(),
        agent: z.string(),
        isThis: z.boolean(),
      }),
    ),
  })
  .openapi('Logins');

export const botShape = z.object({ id: z.string(), name: z.string(), createdMs: ms, version: z.int() }).openapi('Bot');
export const botsShape = z.object({ bots: z.array(botShape) }).openapi('Bots');
/** `token`: shown once. A newer one revokes it. */
export const botTokenShape = z.object({ bot: botShape, token: z.string() }).openapi('BotToken');
