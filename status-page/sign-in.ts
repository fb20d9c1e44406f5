// The form by which an operator signs in.

import { labelled, make, write } from '../monitor/element.ts';
import { post } from './requests.ts';
import { WORDS } from './words.ts';

/** @param why said first, '' for nothing */
export function signInForm(why: string, entered: () => void): HTMLElement {
  const text = WORDS.signIn;
  const name = field('text', 'username');
  const password = field('password', 'current-password');
  const problem = make('p', 'problem', why);
  problem.setAttribute('role', 'alert');
  const button = make('button', 'primary', text.submit);
  const fields = [labelled(text.name, name), labelled(text.password, password)];
  const form = make('form', 'card sign-in', make('h1', '', WORDS.title), ...fields, problem, button);
  form.append(make('p', 'quiet', text.hint));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    button.disabled = true;
    post('login', { name: name.value, password: password.value })
      .then(entered)
      .catch((error: Error) => {
        write(problem, error.message);
        password.select();
      })
      .finally(() => (button.disabled = false));
  });
  return form;
}

function field(type: string, autocomplete: AutoFill): HTMLInputElement {
  const input = make('input');
  Object.assign(input, { type, autocomplete, required: true, maxLength: 200, spellcheck: false });
  input.autocapitalize = 'none';
  return input;
}
