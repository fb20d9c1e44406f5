// The player's own settings, over whatever is shown: a match goes on below. One section is shown at a time, as a tab.

import { words } from '../../language/language.ts';
import { make, makeButton } from '../element.ts';
import { comfortSection } from './comfort-section.ts';
import { controlsSection } from './controls-section.ts';
import { languageSection } from './language-section.ts';
import { lookSection } from './look-section.ts';
import type { SettingsPage, SettingsSection } from './settings-section.ts';
import { soundSection } from './sound-section.ts';

const SECTIONS: readonly SettingsSection[] = [
  soundSection,
  controlsSection,
  lookSection,
  comfortSection,
  languageSection,
];

let screen: SettingsScreen | null = null;

/** Opens the settings, in the section that was shown last. */
export function openSettings(page: SettingsPage): void {
  screen ??= new SettingsScreen(page);
  screen.open();
}

class SettingsScreen {
  private readonly dialog = make('dialog', 'preferences');
  private readonly tabs: readonly HTMLButtonElement[];
  private readonly panels: readonly HTMLElement[];
  private readonly page: SettingsPage;
  private shown = 0;

  constructor(page: SettingsPage) {
    this.page = page;
    const { title, sections } = words().settings;
    const heading = make('h2', '', title);
    heading.id = 'preferences-title';
    this.dialog.setAttribute('aria-labelledby', heading.id);
    this.tabs = SECTIONS.map(({ name }, i) => this.tab(name, sections[name], i));
    this.panels = SECTIONS.map(({ name }) => panelOf(name));
    const close = makeButton('✕', () => this.dialog.close(), 'close');
    close.ariaLabel = close.title = words().page.close;
    const list = make('div', 'tabs', ...this.tabs);
    list.role = 'tablist';
    list.setAttribute('aria-labelledby', heading.id);
    list.addEventListener('keydown', (event) => this.pressed(event));
    this.dialog.append(make('header', '', heading, close), list, ...this.panels);
    // A press beside the dialog closes it.
    this.dialog.addEventListener('click', ({ target }) => target === this.dialog && this.dialog.close());
    document.body.append(this.dialog);
  }

  open(): void {
    if (this.dialog.open) return;
    this.show(this.shown);
    this.dialog.showModal();
    this.tabs[this.shown]!.focus();
  }

  private show(index: number): void {
    this.shown = index;
    for (const [i, tab] of this.tabs.entries()) {
      const isShown = i === index;
      tab.ariaSelected = String(isShown);
      tab.tabIndex = isShown ? 0 : -1;
      this.panels[i]!.hidden = !isShown;
    }
    const panel = this.panels[index]!;
    if (panel.childElementCount === 0) SECTIONS[index]!.fill(panel, this.page);
  }

  private tab(name: string, title: string, index: number): HTMLButtonElement {
    const tab = makeButton(title, () => this.show(index));
    tab.role = 'tab';
    tab.id = `preferences-tab-${name}`;
    tab.setAttribute('aria-controls', `preferences-${name}`);
    return tab;
  }

  /** The arrow keys choose a tab, as in any list of tabs. */
  private pressed(event: KeyboardEvent): void {
    const { length } = this.tabs;
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const index = by !== undefined ? this.shown + by + length : { Home: 0, End: length - 1 }[event.key];
    if (index === undefined) return;
    event.preventDefault();
    this.show(index % length);
    this.tabs[this.shown]!.focus();
  }
}

function panelOf(name: string): HTMLElement {
  const panel = make('section', 'panel');
  panel.role = 'tabpanel';
  panel.id = `preferences-${name}`;
  panel.setAttribute('aria-labelledby', `preferences-tab-${name}`);
  return panel;
}
