import { expect, test } from 'vitest';
import { stateFolder } from '../../process/state-folder.ts';

const home = () => '/home/ann';

test.each([
  ['linux', {}, '/home/ann/.local/state/packetman'],
  ['linux', { XDG_STATE_HOME: '/srv/state' }, '/srv/state/packetman'],
  ['linux', { XDG_STATE_HOME: '' }, '/home/ann/.local/state/packetman'],
  ['linux', { XDG_STATE_HOME: 'state' }, '/home/ann/.local/state/packetman'],
  ['darwin', {}, '/home/ann/Library/Application Support/packetman'],
  ['win32', { LOCALAPPDATA: '/Users/ann/AppData/Local' }, '/Users/ann/AppData/Local/packetman'],
] as const)('[D7] on %s with %o the state folder is %s', (platform, environment, folder) => {
  expect(stateFolder('packetman', { platform, environment, home })).toBe(folder);
});

test('[D7] a user without a home has no state folder', () => {
  const nowhere = () => {
    throw new Error('no such user');
  };
  expect(stateFolder('packetman', { platform: 'linux', environment: {}, home: nowhere })).toBeNull();
});
