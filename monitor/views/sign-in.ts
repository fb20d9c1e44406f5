// The form by which an operator signs in.

import type { Operator } from '#handover/desk';
import { post } from '../desk-api.ts';
import { labelled, make, write } from '../element.ts';
import { WORDS } from '../words.ts';

/** @param why said first, '' for nothing */
export function signInForm(why: string, entered: (operator: Operator) => void): HTMLElement {
  const text = WORDS.signIn;
  const field = make('input');
  field.type = 'password';
  field.autocomplete = 'current-password';
  field.required = true;
  field.maxLength = 200;
  field.spellcheck = false;
  const problem = make('p', 'problem', why);
  problem.setAttribute('role', 'alert');
  const button = make('button', 'primary', text.submit);
  const form = make('form', 'card sign-in', make('h1', '', text.title), labelled(text.token, field), problem, button);
  form.append(make('p', 'quiet', text.hint));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    button.disabled = true;
    post<Operator>('login', { token: field.value.trim() })
      .then(entered)
      .catch((error: Error) => {
        write(problem, error.message);
        field.select();
      })
      .finally(() => (button.disabled = false));
  });
  return form;
}
