import { expect, test } from 'vitest';
import { chosenLanguage } from '../../../web-client/language/language.ts';
import { comfortOf } from '../../../web-client/view/comfort.ts';

const auto = { motion: 'auto', flashing: 'auto', theme: 'auto' } as const;

test('[W93] the system decides about motion, flashes and contrast, unless the player does', () => {
  expect(comfortOf(auto, { lessMotion: false, moreContrast: false })).toEqual({
    calm: false,
    flashes: true,
    theme: 'dark',
  });
  expect(comfortOf(auto, { lessMotion: true, moreContrast: true })).toEqual({
    calm: true,
    flashes: false,
    theme: 'contrast',
  });
  const chosen = { motion: 'full', flashing: 'reduced', theme: 'dark' } as const;
  expect(comfortOf(chosen, { lessMotion: true, moreContrast: true })).toEqual({
    calm: false,
    flashes: false,
    theme: 'dark',
  });
  const reduced = { motion: 'reduced', flashing: 'full', theme: 'contrast' } as const;
  expect(comfortOf(reduced, { lessMotion: false, moreContrast: false })).toEqual({
    calm: true,
    flashes: true,
    theme: 'contrast',
  });
});

test('[W90] the first language of the browser that there is a catalogue for is taken, unless one was chosen', () => {
  expect(chosenLanguage('auto', ['fr-CA', 'de-AT', 'en'])).toBe('de');
  expect(chosenLanguage('auto', ['DE'])).toBe('de');
  expect(chosenLanguage('auto', ['fr', 'constructor'])).toBe('en');
  expect(chosenLanguage('auto', [])).toBe('en');
  expect(chosenLanguage('en', ['de'])).toBe('en');
  expect(chosenLanguage('de', ['en'])).toBe('de');
});
