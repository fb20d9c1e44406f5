// Buttons that turn the sound on and off. All of them say the same, whichever was pressed.

import { words } from '../../language/language.ts';
import { preferences } from '../../preferences.ts';
import { write } from '../element.ts';

export function toggleMuted(): void {
  preferences.set('muted', !preferences.get('muted'));
}

/** Makes a button of the page one of them, for as long as the page is there. */
export function becomeMuteButton(button: HTMLButtonElement): HTMLButtonElement {
  const label = (): void => {
    const muted = preferences.get('muted');
    button.ariaPressed = String(muted);
    write(button, muted ? words().page.soundOff : words().page.soundOn);
  };
  label();
  preferences.onChange('muted', label);
  button.addEventListener('click', toggleMuted);
  return button;
}
