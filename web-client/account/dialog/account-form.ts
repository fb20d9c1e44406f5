// A form of the account dialogs: real fields that password managers know, what is wrong said beside the field, and one request at a time.

import { words } from '../../language/language.ts';
import { limitCharacters, make, makeButton, write } from '../../view/element.ts';
import type { Refusal } from '../api-call.ts';
import { refusalText } from './refusal-text.ts';

export interface FieldWish {
  readonly name: string;
  readonly label: string;
  /** By default `text`. */
  readonly type?: 'password';
  /** What password managers know the field by. */
  readonly autocomplete: AutoFill;
  readonly value?: string;
  /** In characters. */
  readonly lengthMax?: number;
  /** Whether it is only shown: for password managers. */
  readonly isFixed?: boolean;
  readonly hint?: string;
  /** @returns what is wrong with the text, '' for nothing */
  readonly check?: (value: string) => string;
}

export interface FormWish {
  readonly fields: readonly FieldWish[];
  readonly submit: string;
  /** Whether it cannot be undone. */
  readonly isDangerous?: boolean;
  /** @returns why it was refused; null when it was done */
  readonly go: (values: Readonly<Record<string, string>>) => Promise<Refusal | null>;
}

interface Field {
  readonly wish: FieldWish;
  readonly input: HTMLInputElement;
  readonly error: HTMLElement;
}

let forms = 0;

export class AccountForm {
  readonly root: HTMLFormElement;
  private readonly fields: readonly Field[];
  private readonly error = make('p', 'field-error');
  private readonly submit: HTMLButtonElement;
  private readonly go: FormWish['go'];
  private isBusy = false;

  constructor({ fields, submit, go, isDangerous = false }: FormWish) {
    const number = ++forms;
    this.go = go;
    this.fields = fields.map((wish) => fieldOf(wish, `account-${number}-${wish.name}`));
    this.submit = make('button', isDangerous ? 'danger' : 'strong', submit);
    this.submit.type = 'submit';
    this.error.role = 'alert';
    this.root = make(
      'form',
      'account-form',
      ...this.fields.map((field) => rowOf(field)),
      this.error,
      make('div', 'buttons', this.submit),
    );
    // What is wrong is said by the page, in its language.
    this.root.noValidate = true;
    this.root.method = 'post';
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
    const first = this.fields.find(({ wish }) => wish.isFixed !== true);
    if (first !== undefined) first.input.dataset['firstFocus'] = '';
  }

  value(name: string): string {
    return this.field(name)?.input.value ?? '';
  }

  /** Shows why something was refused: beside the field that it is about, else above the buttons. */
  refuse(refusal: Refusal): void {
    const field = this.field(refusal.field);
    const text = refusalText(refusal);
    if (field === undefined) {
      write(this.error, text);
      return this.submit.focus();
    }
    this.mark(field, text);
    field.input.focus();
  }

  /** Whether what is typed can be sent; says what is wrong otherwise. @param names of the fields; by default all */
  check(names?: readonly string[]): boolean {
    const checked = this.fields.filter(({ wish }) => names?.includes(wish.name) ?? true);
    write(this.error, '');
    for (const field of this.fields) this.mark(field, '');
    for (const field of checked) this.mark(field, textOf(field));
    const wrong = checked.find(({ error }) => error.textContent !== '');
    wrong?.input.focus();
    return wrong === undefined;
  }

  /** Runs a request, during which nothing else can be sent. */
  async run(request: () => Promise<Refusal | null>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.root.ariaBusy = 'true';
    const refusal = await request();
    this.isBusy = false;
    this.root.ariaBusy = 'false';
    if (refusal !== null && this.root.isConnected) this.refuse(refusal);
  }

  private async send(): Promise<void> {
    if (!this.check()) return;
    const values = Object.fromEntries(this.fields.map(({ wish, input }) => [wish.name, input.value]));
    await this.run(() => this.go(values));
  }

  private field(name: string): Field | undefined {
    return this.fields.find(({ wish }) => wish.name === name);
  }

  private mark({ input, error }: Field, text: string): void {
    write(error, text);
    input.ariaInvalid = String(text !== '');
  }
}

function textOf({ wish, input }: Field): string {
  if (input.value.trim() === '') return words().account.errors.missing;
  return wish.check?.(input.value) ?? '';
}

function fieldOf(wish: FieldWish, id: string): Field {
  const input = make('input', '');
  const error = make('span', 'field-error');
  Object.assign(input, { id, name: wish.name, type: wish.type ?? 'text', value: wish.value ?? '' });
  input.autocomplete = wish.autocomplete;
  input.readOnly = wish.isFixed === true;
  if (wish.lengthMax !== undefined) limitCharacters(input, wish.lengthMax);
  input.spellcheck = false;
  input.setAttribute('autocapitalize', 'none');
  error.id = `${id}-error`;
  error.role = 'alert';
  input.setAttribute('aria-describedby', wish.hint === undefined ? error.id : `${error.id} ${id}-hint`);
  input.addEventListener('input', () => {
    write(error, '');
    input.ariaInvalid = 'false';
  });
  return { wish, input, error };
}

/** The field is below its label. Password managers need to see the whole of it in one form. */
function rowOf({ wish, input, error }: Field): HTMLElement {
  const label = make('label', '', wish.label);
  label.htmlFor = input.id;
  const field = make('span', 'field', input);
  if (wish.type === 'password') field.append(showButton(input));
  const row = make('div', 'field-row', label, field, error);
  if (wish.hint === undefined) return row;
  const hint = make('small', '', wish.hint);
  hint.id = `${input.id}-hint`;
  row.append(hint);
  return row;
}

function showButton(input: HTMLInputElement): HTMLButtonElement {
  const show = makeButton('', () => {
    const isShown = input.type === 'password';
    input.type = isShown ? 'text' : 'password';
    show.ariaPressed = String(isShown);
  });
  show.className = 'show-password';
  show.ariaPressed = 'false';
  show.ariaLabel = show.title = words().account.field.showPassword;
  return show;
}
