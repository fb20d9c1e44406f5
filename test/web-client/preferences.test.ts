import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PREFERENCE_NAMES, Preferences } from '../../web-client/preferences.ts';

function storageOf(...stored: readonly (readonly [string, string])[]) {
  const kept = new Map(stored);
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe('preferences', () => {
  test('[W92] what was stored is there, and what is set is stored', () => {
    const storage = storageOf(['packetman.motion', 'reduced'], ['packetman.name', 'Ada']);
    const preferences = new Preferences(storage);
    expect(preferences.get('motion')).toBe('reduced');
    expect(preferences.get('name')).toBe('Ada');
    preferences.set('motion', 'full');
    expect(storage.kept.get('packetman.motion')).toBe('full');
    expect(new Preferences(storage).get('motion')).toBe('full');
  });

  test('[W92] the page knows what is there at the next visit', () => {
    const stored = new Preferences(storageOf());
    stored.set('language', 'de');
    expect(stored.isKept('language')).toBe(true);
    const full = { getItem: () => null, setItem: () => expect.fail('full') };
    for (const storage of [null, full]) {
      const forgetful = new Preferences(storage);
      expect(forgetful.isKept('language')).toBe(true);
      forgetful.set('language', 'de');
      expect([forgetful.get('language'), forgetful.isKept('language')]).toEqual(['de', false]);
    }
  });

  test('[W92] what is no value of a preference counts as not stored', () => {
    const preferences = new Preferences(storageOf(['packetman.theme', 'pink'], ['packetman.name', 'A'.repeat(41)]));
    expect(preferences.get('theme')).toBe('auto');
    expect(preferences.get('name')).toBe('');
  });

  test('[W92] switches and shares are stored as text, and read as what they are', () => {
    const storage = storageOf(['packetman.muted', 'true'], ['packetman.volume', '0.25'], ['packetman.captions', '1']);
    const preferences = new Preferences(storage);
    expect([preferences.get('muted'), preferences.get('volume'), preferences.get('captions')]).toEqual([
      true,
      0.25,
      false,
    ]);
    preferences.set('vibration', false);
    preferences.set('musicVolume', 0);
    expect([storage.kept.get('packetman.vibration'), storage.kept.get('packetman.musicVolume')]).toEqual([
      'false',
      '0',
    ]);
    const again = new Preferences(storage);
    expect([again.get('vibration'), again.get('musicVolume')]).toEqual([false, 0]);
    for (const wrong of ['', ' ', '-0.1', '1.5', 'NaN', 'loud']) {
      expect(new Preferences(storageOf(['packetman.volume', wrong])).get('volume')).toBe(1);
    }
  });

  test('[W92] a storage that throws errors is as none', () => {
    const broken = (): never => {
      throw new Error('SecurityError');
    };
    const preferences = new Preferences({ getItem: broken, setItem: broken });
    preferences.set('language', 'de');
    expect(preferences.get('language')).toBe('de');
    expect(preferences.get('theme')).toBe('auto');
  });

  test('[W92] whatever was stored, each preference has a value that it can store again', () => {
    const rubbish = fc.oneof(fc.string(), fc.json(), fc.constantFrom('null', '-1', '1e999', '[]', '{}', 'constructor'));
    fc.assert(
      fc.property(rubbish, (stored) => {
        for (const name of PREFERENCE_NAMES) {
          const storage = storageOf([`packetman.${name}`, stored]);
          const preferences = new Preferences(storage);
          const value = preferences.get(name);
          preferences.set(name, value);
          expect([name, new Preferences(storage).get(name)]).toEqual([name, value]);
        }
      }),
    );
  });

  test('[W92] a change of another tab, or of this one, is heard once', () => {
    const storage = storageOf();
    const preferences = new Preferences(storage);
    const heard: string[] = [];
    const end = preferences.onChange('theme', () => heard.push(preferences.get('theme')));
    preferences.set('theme', 'dark');
    preferences.set('theme', 'dark');
    storage.setItem('packetman.theme', 'contrast');
    preferences.changedElsewhere('packetman.motion');
    expect(heard).toEqual(['dark']);
    preferences.changedElsewhere('packetman.theme');
    preferences.changedElsewhere(null);
    expect(heard).toEqual(['dark', 'contrast']);
    end();
    preferences.set('theme', 'auto');
    expect(heard).toEqual(['dark', 'contrast']);
  });
});
