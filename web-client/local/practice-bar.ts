// The tools of a practice game, beside Pause and Leave: back by some seconds, slower, and where the ghosts go.

import { words } from '../language/language.ts';
import { iconButton } from '../replay/icons.ts';
import { make } from '../view/element.ts';
import { LOCAL_SPEEDS, type LocalMatch } from './local-match.ts';

export class PracticeBar {
  readonly root: HTMLElement;
  private readonly speed = make('select', 'speed');
  private readonly targets: HTMLButtonElement;
  private match: LocalMatch | null = null;

  /** @param rewindSeconds by which a press of the button goes back */
  constructor(rewindSeconds: number, rewind: () => void) {
    const text = words().practice;
    const back = iconButton('rewind', text.rewind, rewind);
    back.title = text.rewindTitle(rewindSeconds);
    this.targets = iconButton('targets', text.targetsShort, () => this.toggleTargets());
    this.targets.title = text.targetsTitle;
    this.speed.ariaLabel = text.speed;
    for (const speed of LOCAL_SPEEDS) this.speed.append(new Option(text.percent(speed * 100), String(speed)));
    this.speed.addEventListener('change', () => {
      this.match?.setSpeed(Number(this.speed.value));
      // The arrow keys steer again.
      this.speed.blur();
    });
    this.root = make('div', 'practice-bar buttons', back, this.speed, this.targets);
    this.root.role = 'group';
    this.root.ariaLabel = text.tools;
    this.show(null);
  }

  /** @param match null to hide the tools */
  show(match: LocalMatch | null): void {
    this.match = match;
    this.root.hidden = match === null;
    if (match === null) return;
    this.speed.value = String(match.speed);
    this.drawTargets(match);
  }

  toggleTargets(): void {
    const { match } = this;
    if (match === null) return;
    match.showsDestinations = !match.showsDestinations;
    this.drawTargets(match);
  }

  private drawTargets({ showsDestinations }: LocalMatch): void {
    this.targets.ariaPressed = String(showsDestinations);
  }
}
