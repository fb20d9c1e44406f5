// The question before a session is ended.

import type { SessionRow } from '../bridge/status/answers.ts';
import { make, makeButton, write } from '../monitor/element.ts';
import { say } from '../monitor/toast.ts';
import { post } from './requests.ts';
import { WORDS } from './words.ts';

/** Asks, and ends it. An error stays in the dialog. @param accepted called when the bridge has accepted it */
export function askToEnd({ id, client, route }: SessionRow, accepted: () => void): void {
  const text = WORDS.ending;
  const heading = make('h2', '', text.title);
  heading.id = 'dialog-title';
  const problem = make('p', 'problem');
  problem.setAttribute('role', 'alert');
  const submit = make('button', 'danger', text.submit);
  const dialog = make('dialog');
  const buttons = make(
    'div',
    'buttons',
    makeButton(WORDS.cancel, () => dialog.close()),
    submit,
  );
  const form = make('form', '', heading, make('p', '', text.text(client, route)), problem, buttons);
  dialog.setAttribute('aria-labelledby', heading.id);
  dialog.append(form);
  const opener = document.activeElement;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit.disabled = true;
    post('end', { id })
      .then(() => {
        dialog.close();
        say(text.done(client));
        accepted();
      })
      .catch((error: Error) => write(problem, error.message))
      .finally(() => (submit.disabled = false));
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    // The row of the session may be gone: then the search is the nearest place.
    const isThere = opener instanceof HTMLElement && opener.isConnected;
    (isThere ? opener : document.querySelector<HTMLElement>('input[type=search]'))?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}
