// Questions to the operator, and what comes of them.

import { DeskError } from './desk-api.ts';
import { make, makeButton, write } from './element.ts';
import { WORDS } from './words.ts';

export interface Question {
  readonly title: string;
  readonly text?: string;
  readonly fields?: readonly Node[];
  readonly submit: string;
  readonly isDangerous?: boolean;
  /** Does it. An error stays in the dialog, where the operator can mend it. */
  readonly act: () => Promise<void>;
  /** What the button says after an error that asks for a confirmation, and what is done before the second attempt. */
  readonly confirm?: { readonly submit: string; readonly prepare: () => void };
}

/** Opens a dialog; resolves when it is closed. */
export function ask({
  title,
  text = '',
  fields = [],
  submit,
  isDangerous = false,
  act,
  confirm,
}: Question): Promise<void> {
  const heading = make('h2', '', title);
  heading.id = 'dialog-title';
  const problem = make('p', 'problem');
  problem.setAttribute('role', 'alert');
  const button = make('button', isDangerous ? 'danger' : 'primary', submit);
  button.type = 'submit';
  const dialog = make('dialog');
  const cancel = makeButton(WORDS.cancel, () => dialog.close());
  const form = make('form', '', heading, ...(text === '' ? [] : [make('p', '', text)]), ...fields, problem);
  form.append(make('div', 'buttons', cancel, button));
  form.noValidate = true;
  dialog.setAttribute('aria-labelledby', heading.id);
  dialog.append(form);
  const opener = document.activeElement;
  const attempt = async (): Promise<void> => {
    button.disabled = true;
    write(problem, '');
    try {
      await act();
      dialog.close();
    } catch (error) {
      const isQuestion = error instanceof DeskError && error.code === 'needs-confirmation' && confirm !== undefined;
      if (isQuestion) {
        confirm.prepare();
        write(button, confirm.submit);
      }
      write(problem, error instanceof Error ? error.message : String(error));
    } finally {
      button.disabled = false;
      button.scrollIntoView({ block: 'nearest' });
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void attempt();
  });
  form.addEventListener('input', () => write(button, submit));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      resolve();
    });
  });
}
