// Where everything is on the screen of a replay.

import { words } from '../language/language.ts';
import { make } from '../view/element.ts';
import type { ModeCalls } from '../view/hud/mode-hud.ts';
import { ModeHuds } from '../view/hud/mode-huds.ts';
import { ScoreFigures } from '../view/hud/score-figures.ts';

export interface ReplayLayout {
  readonly figures: ScoreFigures;
  readonly modeHuds: ModeHuds;
  readonly stage: HTMLElement;
  /** Over the maze: why there is nothing to see. */
  readonly message: HTMLElement;
  /** What was played, and when. */
  readonly facts: HTMLElement;
  /** The figures of the followed player. */
  readonly followed: HTMLElement;
  /** What is wrong with the replay at this place. */
  readonly note: HTMLElement;
  /** What happens in the player's room meanwhile. */
  readonly meanwhile: HTMLElement;
}

/** Fills the section of the page. */
export function layOut(
  section: HTMLElement,
  bar: HTMLElement,
  players: HTMLElement,
  buttons: readonly HTMLButtonElement[],
  calls: ModeCalls,
): ReplayLayout {
  const stage = make('div', 'stage');
  const message = make('div', 'trouble card');
  const facts = make('p', 'quiet facts');
  const followed = make('p', 'quiet followed');
  const note = make('p', 'note');
  const meanwhile = make('p', 'quiet meanwhile');
  stage.role = 'img';
  stage.ariaLabel = words().page.maze;
  message.role = 'alert';
  note.role = 'status';
  meanwhile.role = 'status';
  const { header, figures } = scoreHeader();
  const places = {
    figures: make('div', 'mode-figures'),
    company: make('div', 'mode-company'),
    middle: make('div', 'middle', stage, message, bar),
  };
  header.append(places.figures);
  section.replaceChildren(
    make('h1', 'spoken', words().replay.title),
    header,
    places.middle,
    make(
      'aside',
      'company',
      make('div', 'around', facts, places.company, players, followed, note),
      make('div', 'space'),
      make('div', 'room', meanwhile, make('div', 'buttons', ...buttons)),
    ),
  );
  const modeHuds = new ModeHuds(section, places, calls);
  return { figures, modeHuds, stage, message, facts, followed, note, meanwhile };
}

/** The figures of a match, as of a replay. */
export function scoreHeader(): { readonly header: HTMLElement; readonly figures: ScoreFigures } {
  const score = make('dd', 'score', '0');
  const highScore = make('dd', '', '0');
  const level = make('dd', '', '1');
  const livesLabel = make('dt', '', words().match.returns);
  const lives = make('dd', '', '0');
  const fruits = make('canvas', 'fruits');
  fruits.ariaHidden = 'true';
  const pairs = [
    [make('dt', '', words().match.score), score],
    [make('dt', '', words().match.highScore), highScore],
    [make('dt', '', words().match.level), level],
    [livesLabel, lives],
  ] as const;
  const header = make('header', 'figures', make('dl', '', ...pairs.map((pair) => make('div', '', ...pair))), fruits);
  const figures = new ScoreFigures({ score, level, livesLabel, lives, fruits, highScore });
  figures.showHighScore(null);
  return { header, figures };
}
