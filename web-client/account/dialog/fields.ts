// Fields that several forms of accounts have.

import { NAME_LENGTH_MAX, readName } from '#protocol';
import { words } from '../../language/language.ts';
import type { FieldWish } from './account-form.ts';
import { newPasswordFault, PASSWORD_LENGTH_MIN } from './refusal-text.ts';

/** A name that is to be kept. */
export function nameField(label: string, value: string): FieldWish {
  const { field, errors } = words().account;
  return {
    ...{ name: 'name', label, autocomplete: 'username', value, lengthMax: NAME_LENGTH_MAX },
    hint: field.nameHint,
    check: (text) => (readName(text.trim()) === null ? errors.badName : ''),
  };
}

export function newPasswordField(): FieldWish {
  const { field } = words().account;
  return {
    ...{ name: 'password', label: field.newPassword, type: 'password', autocomplete: 'new-password' },
    hint: field.passwordHint(PASSWORD_LENGTH_MIN),
    check: newPasswordFault,
  };
}
