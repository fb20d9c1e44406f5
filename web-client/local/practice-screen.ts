// The screen of games in the page: what to practise, the high scores, and what each ghost does.

import { words } from '../language/language.ts';
import { ghostName } from '../moments/moment-text.ts';
import { preferences } from '../preferences.ts';
import { make, makeButton } from '../view/element.ts';
import { drawGhost } from '../view/maze/pictures/ghost-art.ts';
import { palette } from '../view/maze/pictures/palette.ts';
import { picture } from '../view/picture.ts';
import { settingsButton } from '../view/settings/settings-button.ts';
import { highScoreTable } from './high-score-table.ts';
import { GAME_FOR_SCORE, type LocalGame } from './local-game.ts';
import { LOCAL_SPEEDS } from './local-match.ts';

const LEVEL_LAST = 256;
/** Of a ghost's picture, in arcade pixels. */
const GHOST_SIDE = 18;

export interface PracticeButtons {
  play(game: LocalGame): void;
  back(): void;
}

export class PracticeScreen {
  private readonly level = make('input', '');
  private readonly speed = make('select', '');
  private readonly targets = check();
  private readonly safe = check();
  private readonly scores = make('section', 'scores');
  private readonly start = make('button', 'strong', words().practice.start);

  constructor(section: HTMLElement, buttons: PracticeButtons) {
    const text = words().practice;
    Object.assign(this.level, { type: 'number', min: '1', max: String(LEVEL_LAST), step: '1', value: '1' });
    Object.assign(this.level, { required: true, inputMode: 'numeric' });
    for (const speed of LOCAL_SPEEDS) this.speed.append(new Option(text.percent(speed * 100), String(speed)));
    this.start.type = 'submit';
    const form = make(
      'form',
      'practice-form',
      make('p', '', text.intro),
      field(text.level, this.level),
      field(text.speed, this.speed),
      checkField(text.targets, this.targets),
      checkField(text.noCatches, this.safe),
      make('div', 'buttons', this.start, make('span', 'quiet', text.startHint)),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      buttons.play(this.chosen());
    });
    section.replaceChildren(
      make(
        'header',
        '',
        make('h1', '', text.title),
        make(
          'div',
          'buttons',
          makeButton(text.back, () => buttons.back()),
          settingsButton(),
        ),
      ),
      make(
        'div',
        'columns',
        make('section', 'panel', form),
        make(
          'section',
          'panel',
          make('h2', '', text.highScores),
          this.scores,
          make(
            'div',
            'buttons',
            makeButton(text.forScore, () => buttons.play(GAME_FOR_SCORE), 'strong'),
          ),
        ),
        make('section', 'panel ghosts', make('h2', '', text.ghosts), ghostList()),
      ),
    );
  }

  /** Shows the screen. */
  show(): void {
    this.scores.replaceChildren(highScoreTable(preferences.get('highScores')));
    this.start.focus();
  }

  private chosen(): LocalGame {
    return {
      level: this.level.valueAsNumber,
      speed: Number(this.speed.value),
      showsTargets: this.targets.checked,
      isSafe: this.safe.checked,
      isPractice: true,
    };
  }
}

/** Where each ghost goes, which is what practice is for. */
function ghostList(): HTMLElement {
  const { ghostHabits } = words().practice;
  const rows = ghostHabits.map((habit, ghost) =>
    make(
      'li',
      '',
      picture(GHOST_SIDE, '', (context) => drawGhost(context, palette().ghosts[ghost]!, 0, 2)),
      make('span', '', make('strong', '', ghostName(ghost)), ' ', habit),
    ),
  );
  return make('ul', '', ...rows);
}

function check(): HTMLInputElement {
  const made = make('input', '');
  made.type = 'checkbox';
  return made;
}

function field(label: string, input: HTMLElement): HTMLElement {
  return make('label', '', make('span', '', label), input);
}

function checkField(label: string, input: HTMLElement): HTMLElement {
  return make('label', 'check', input, make('span', '', label));
}
