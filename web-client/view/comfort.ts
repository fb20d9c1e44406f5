// What the player or their system asks for: less motion, fewer flashes, more contrast, other colours. Style sheets read it from
// attributes of the root element.

import { preferences, type Preference } from '../preferences.ts';

/** The settings of the system. */
interface SystemWishes {
  readonly lessMotion: boolean;
  readonly moreContrast: boolean;
}

const lessMotion = globalThis.matchMedia?.('(prefers-reduced-motion: reduce)');
const moreContrast = globalThis.matchMedia?.('(prefers-contrast: more)');

/** The settings in effect; cheap enough to read in each frame. */
export const comfort = {
  calm: false,
  flashes: true,
  theme: 'dark' as 'dark' | 'contrast',
  palette: 'usual' as Preference<'palette'>,
};

const changed = new Set<() => void>();

/** Calls after each change of the settings in effect. */
export function onComfortChange(call: () => void): void {
  changed.add(call);
}

/** Follows preferences and system from now on. */
export function startComfort(): void {
  update();
  for (const name of ['motion', 'flashing', 'theme', 'palette', 'textSize'] as const)
    preferences.onChange(name, update);
  for (const query of [lessMotion, moreContrast]) query?.addEventListener('change', update);
}

/** The settings in effect for these preferences on such a system. */
export function comfortOf(
  { motion, flashing, theme }: { readonly [Name in 'motion' | 'flashing' | 'theme']: Preference<Name> },
  system: SystemWishes,
): Pick<typeof comfort, 'calm' | 'flashes' | 'theme'> {
  const calm = motion === 'auto' ? system.lessMotion : motion === 'reduced';
  return {
    calm,
    flashes: flashing === 'auto' ? !calm : flashing === 'full',
    theme: theme === 'auto' ? (system.moreContrast ? 'contrast' : 'dark') : theme,
  };
}

function update(): void {
  const chosen = {
    motion: preferences.get('motion'),
    flashing: preferences.get('flashing'),
    theme: preferences.get('theme'),
  };
  const system = { lessMotion: lessMotion?.matches ?? false, moreContrast: moreContrast?.matches ?? false };
  Object.assign(comfort, comfortOf(chosen, system), { palette: preferences.get('palette') });
  const { dataset } = document.documentElement;
  dataset['textSize'] = preferences.get('textSize');
  dataset['motion'] = comfort.calm ? 'reduced' : 'full';
  dataset['flashing'] = comfort.flashes ? 'full' : 'reduced';
  dataset['theme'] = comfort.theme;
  dataset['palette'] = comfort.palette;
  for (const call of changed) call();
}
