import { expect, test } from 'vitest';
import { deviceSecret, forgetDevice } from '../../../web-client/account/device-secret.ts';

function storage(kept: Record<string, string> = {}) {
  return {
    kept,
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => void (kept[key] = value),
    removeItem: (key: string) => void delete kept[key],
  };
}

test('[W160] the secret of a device is made once, has 128 bits, and rubbish is replaced', () => {
  const own = storage();
  const secret = deviceSecret(own);
  expect(secret).toMatch(/^[\w-]{22}$/);
  expect(deviceSecret(own)).toBe(secret);
  expect(deviceSecret(storage())).not.toBe(secret);
  const broken = storage({ 'packetman.device': '<script>' });
  expect(deviceSecret(broken)).toMatch(/^[\w-]{22}$/);
  forgetDevice(own);
  expect(own.kept).toEqual({});
});

test('[W160] where the browser keeps nothing there is no secret: each visit would be another guest', () => {
  expect(deviceSecret(null)).toBe('');
  expect(deviceSecret({ ...storage(), setItem: () => {} })).toBe('');
  const forbidden = (): never => {
    throw new Error('forbidden');
  };
  expect(deviceSecret({ getItem: forbidden, setItem: forbidden, removeItem: forbidden })).toBe('');
});
