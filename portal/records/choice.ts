// A row of buttons of which one is pressed.

import { make } from '../element.ts';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/**
 * @param root is filled with the buttons
 * @param chosen is called for each press of another one
 * @returns the value that is pressed now
 */
export function choices<Value extends string>(
  root: HTMLElement,
  offered: readonly Choice<Value>[],
  initial: Value,
  chosen: (value: Value) => void,
): () => Value {
  let pressed = initial;
  const buttons = offered.map(({ value, label }) => {
    const button = make('button', '', label);
    button.type = 'button';
    button.ariaPressed = String(value === pressed);
    button.addEventListener('click', () => {
      if (value === pressed) return;
      pressed = value;
      for (const each of buttons) each.ariaPressed = String(each === button);
      chosen(value);
    });
    return button;
  });
  root.replaceChildren(...buttons);
  return () => pressed;
}
