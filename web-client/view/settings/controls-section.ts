// The section of controls. What is in it: controls-panel.ts.

import { controlsPanel } from './controls-panel.ts';
import type { SettingsSection } from './settings-section.ts';

export const controlsSection: SettingsSection = {
  name: 'controls',
  // The settings stay in the page, so what the panel follows has no end.
  fill: (panel, page) => panel.append(controlsPanel(() => page.padNames(), new AbortController().signal)),
};
