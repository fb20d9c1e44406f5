// Rows of the settings: each shows a preference, and changes it at once. A change from elsewhere, such as another tab, shows too.

import { preferences, type Preference, type PreferenceName } from '../../preferences.ts';
import { words } from '../../language/language.ts';
import { make, write } from '../element.ts';

/** The preferences with values of this type. */
type NamesOf<Value> = {
  [Name in PreferenceName]: Preference<Name> extends Value ? Name : never;
}[PreferenceName];

/** The steps of a slider. */
const SHARE_STEPS = 20;

/** A preference that is on or off. @param hint what it does, '' where the label says so */
export function switchRow(name: NamesOf<boolean>, label: string, hint = ''): HTMLElement {
  const box = make('input', '');
  box.type = 'checkbox';
  box.setAttribute('role', 'switch');
  const update = (): void => {
    box.checked = preferences.get(name);
  };
  box.addEventListener('change', () => preferences.set(name, box.checked));
  preferences.onChange(name, update);
  update();
  return make('label', 'preference switch', make('span', '', label, ...hintOf(hint)), box);
}

/** A preference from 0 to 1, as a slider in percent. @param changed called after the player has let the slider go */
export function shareRow(name: NamesOf<number>, label: string, changed: () => void = () => {}): HTMLElement {
  const slider = make('input', '');
  const value = make('output', '');
  Object.assign(slider, { type: 'range', min: '0', max: String(SHARE_STEPS), step: '1' });
  const update = (): void => {
    const share = preferences.get(name);
    const text = words().settings.percent(Math.round(share * 100));
    slider.value = String(Math.round(share * SHARE_STEPS));
    slider.setAttribute('aria-valuetext', text);
    write(value, text);
  };
  slider.addEventListener('input', () => preferences.set(name, Number(slider.value) / SHARE_STEPS));
  slider.addEventListener('change', changed);
  preferences.onChange(name, update);
  update();
  return make('label', 'preference share', make('span', '', label), slider, value);
}

/** A preference that is one of some words, as radio buttons. @param options the words and what they are called, in their order */
export function choiceRow<Name extends NamesOf<string>>(
  name: Name,
  label: string,
  options: Readonly<Record<Preference<Name>, string>>,
  hint = '',
): HTMLElement {
  const radios = (Object.keys(options) as Preference<Name>[]).map((option) => {
    const radio = make('input', '');
    Object.assign(radio, { type: 'radio', name: `preference-${name}`, value: option });
    radio.addEventListener('change', () => preferences.set(name, option));
    return radio;
  });
  const update = (): void => {
    for (const radio of radios) radio.checked = radio.value === preferences.get(name);
  };
  preferences.onChange(name, update);
  update();
  const chips = radios.map((radio) =>
    make('label', 'chip', radio, make('span', '', options[radio.value as Preference<Name>])),
  );
  return make(
    'fieldset',
    'preference choice',
    make('legend', '', label),
    ...hintOf(hint),
    make('div', 'chips', ...chips),
  );
}

function hintOf(hint: string): readonly HTMLElement[] {
  return hint === '' ? [] : [make('small', 'quiet', hint)];
}
