// How the player steers.

import { words } from '../../language/language.ts';
import { make } from '../element.ts';
import type { SettingsSection } from './settings-section.ts';

export const controlsSection: SettingsSection = {
  name: 'controls',
  fill(panel) {
    const { steer, steerByKeys, steerBySwipe } = words().settings;
    panel.append(make('p', '', steer), make('ul', '', make('li', '', steerByKeys), make('li', '', steerBySwipe)));
  },
};
