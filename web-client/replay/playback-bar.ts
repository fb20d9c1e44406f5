// The controls of a playback: the slider of its time, buttons, speed, and whom to follow.

import type { WireSeat } from '#protocol';
import { words } from '../language/language.ts';
import { make, makeButton, write } from '../view/element.ts';
import { lookOf, MARK_SIGNS } from '../view/maze/pictures/seat-look.ts';
import { iconOf, type Icon } from './icons.ts';
import { LivePlayback } from './live-playback.ts';
import { SPEEDS, type Playback } from './playback.ts';
import { timeText } from './playing-time.ts';

export class PlaybackBar {
  readonly root: HTMLElement;
  private readonly slider = make('input', 'seek');
  private readonly toggle: HTMLButtonElement;
  private readonly time = make('span', 'time');
  private readonly speed = make('select', 'speed');
  private readonly follow = make('select', 'follow');
  private readonly targets: HTMLButtonElement;
  private readonly live: HTMLButtonElement;
  private playback: Playback | null = null;
  private drawnSeats: readonly WireSeat[] | null = null;
  private drawnToggle: Icon | null = null;

  constructor() {
    const text = words().replay;
    const back = iconButton('stepBack', text.stepBack, text.stepBackTitle, () => this.playback?.stepBack());
    const on = iconButton('stepOn', text.stepOn, text.stepOnTitle, () => this.playback?.stepOn());
    this.toggle = iconButton('play', text.play, '', () => {
      if (this.playback?.isPlaying === true) this.playback.pause();
      else this.playback?.play();
    });
    this.targets = makeButton(text.targets, () => {
      if (this.playback !== null) this.playback.showsDestinations = !this.playback.showsDestinations;
    });
    this.targets.title = text.targetsTitle;
    this.live = makeButton(text.live, () => this.playback instanceof LivePlayback && this.playback.goLive(), 'live');
    this.prepareFields();
    this.root = make(
      'div',
      'playback',
      make('div', 'line', this.slider, this.time),
      make('div', 'buttons', back, this.toggle, on, this.speed, this.live, this.follow, this.targets),
    );
    this.root.role = 'group';
    this.root.ariaLabel = text.controls;
    // The space bar plays and pauses: it must not press the button again that a finger or the mouse has pressed.
    this.root.addEventListener('click', ({ detail, target }) => {
      if (detail > 0 && target instanceof Element) target.closest('button')?.blur();
    });
  }

  show(playback: Playback | null): void {
    this.playback = playback;
    this.root.hidden = playback === null;
    const isLive = playback instanceof LivePlayback;
    this.live.hidden = !isLive;
    // The players of a replay are followed by their rows.
    this.follow.hidden = !isLive;
    this.drawnSeats = null;
    this.update();
  }

  /** Once a frame: writes only what has changed. */
  update(): void {
    const { playback } = this;
    if (playback === null) return;
    const { seats, seat, isPlaying, speed, showsDestinations } = playback;
    this.updateTime(playback);
    if (this.speed.value !== String(speed)) this.speed.value = String(speed);
    if (seats !== this.drawnSeats) this.drawSeats(seats);
    if (this.follow.value !== String(seat)) this.follow.value = String(seat);
    press(this.targets, showsDestinations);
    this.drawToggle(isPlaying ? 'pause' : 'play');
    if (playback instanceof LivePlayback) this.updateLive(playback);
  }

  private updateTime({ firstTick, lastTick, tick }: Playback): void {
    const { slider } = this;
    // The limits first: a value beyond them would be cut.
    if (slider.min !== String(firstTick)) slider.min = String(firstTick);
    if (slider.max !== String(lastTick)) slider.max = String(lastTick);
    if (slider.value !== String(tick)) slider.value = String(tick);
    const length = lastTick - firstTick;
    const part = length === 0 ? 1 : (tick - firstTick) / length;
    slider.style.setProperty('--part', String(part));
    const text = `${timeText(tick, true)} / ${timeText(lastTick)}`;
    if (this.time.textContent === text) return;
    this.time.textContent = text;
    slider.setAttribute('aria-valuetext', words().replay.timeOf(timeText(tick), timeText(lastTick)));
  }

  private updateLive(playback: LivePlayback): void {
    const { live, liveBehind } = words().replay;
    press(this.live, playback.isLive);
    write(this.live, playback.isLive ? live : liveBehind(timeText(playback.behindTicks)));
  }

  private drawToggle(icon: Icon): void {
    if (icon === this.drawnToggle) return;
    this.drawnToggle = icon;
    const { play, pause, withSpace } = words().replay;
    const label = icon === 'play' ? play : pause;
    this.toggle.replaceChildren(iconOf(icon));
    this.toggle.ariaLabel = label;
    this.toggle.title = withSpace(label);
  }

  private drawSeats(seats: readonly WireSeat[]): void {
    this.drawnSeats = seats;
    const mode = this.playback?.mode ?? '';
    const players = seats.flatMap(({ name }, seat) =>
      name === '' && seat !== this.playback?.seat
        ? []
        : [choice(seat, `${MARK_SIGNS[lookOf({ mode, seats }, seat).mark]} ${name}`)],
    );
    this.follow.replaceChildren(choice(-1, words().replay.followNobody), ...players);
  }

  private prepareFields(): void {
    const { slider, speed, follow } = this;
    const text = words().replay;
    slider.type = 'range';
    slider.step = '1';
    slider.ariaLabel = text.time;
    slider.addEventListener('input', () => this.playback?.seek(Number(slider.value)));
    speed.ariaLabel = text.speed;
    speed.append(...SPEEDS.map((each) => choice(each, text.speedOf(each))));
    speed.addEventListener('change', () => this.playback?.setSpeed(Number(speed.value)));
    follow.ariaLabel = text.followLabel;
    follow.title = text.followTitle;
    follow.addEventListener('change', () => {
      if (this.playback !== null) this.playback.seat = Number(follow.value);
    });
    for (const field of [speed, follow]) returnKeysAfterPointer(field);
  }
}

function iconButton(icon: Icon, label: string, title: string, act: () => void): HTMLButtonElement {
  const made = makeButton('', act, 'icon');
  made.append(iconOf(icon));
  made.ariaLabel = label;
  made.title = title;
  return made;
}

/** A list in which a finger or the mouse has chosen gives the keys back to the playback. */
function returnKeysAfterPointer(field: HTMLSelectElement): void {
  let byPointer = false;
  field.addEventListener('pointerdown', () => (byPointer = true));
  field.addEventListener('keydown', () => (byPointer = false));
  field.addEventListener('change', () => byPointer && field.blur());
}

function choice(value: number, text: string): HTMLOptionElement {
  const made = make('option', '', text);
  made.value = String(value);
  return made;
}

function press(button: HTMLButtonElement, pressed: boolean): void {
  if (button.ariaPressed !== String(pressed)) button.ariaPressed = String(pressed);
}
