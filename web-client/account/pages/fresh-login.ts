// Requests for which the API wants a login of the last minutes.

import { words } from '../../language/language.ts';
import type { AccountContext } from '../account-context.ts';
import type { Answer } from '../api-call.ts';
import { refusalText } from '../dialog/refusal-text.ts';
import { signInPage } from './sign-in.ts';

/**
 * Does something for which the API wants a login of the last minutes: asks to sign in once more where that is so.
 * @returns the answer to the request
 */
export async function withFreshLogin<Value>(
  context: AccountContext,
  request: () => Promise<Answer<Value>>,
): Promise<Answer<Value>> {
  const answer = await request();
  if (!('refusal' in answer) || answer.refusal.code !== 'sign-in-again') return answer;
  const known = await context.calls.whoAmI();
  if ('refusal' in known) return known;
  // A player who goes back without signing in wants nothing any more.
  await new Promise<void>((signedIn) =>
    context.dialog.go(
      signInPage(context, known.value.passkeys, {
        title: words().account.signIn.again,
        name: known.value.user?.name ?? '',
        signedIn: () => signedIn(),
      }),
    ),
  );
  context.dialog.goBack();
  context.changed();
  const second = await request();
  // The form that has asked is not on the screen any more.
  if ('refusal' in second) context.say(refusalText(second.refusal));
  return second;
}
