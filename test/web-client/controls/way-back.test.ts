import { beforeEach, expect, test } from 'vitest';
import { WayBack } from '../../../web-client/way-back.ts';

/** The history of a tab: the page is entered at the second entry. */
class Tab {
  entries: unknown[] = ['elsewhere', null];
  at = 1;
  readonly listeners: (() => void)[] = [];
  readonly history = {
    tab: this as Tab,
    get state(): unknown {
      return this.tab.entries[this.tab.at];
    },
    pushState: (state: unknown): void => {
      this.entries = [...this.entries.slice(0, this.at + 1), state];
      this.at++;
    },
    replaceState: (state: unknown): void => {
      this.entries[this.at] = state;
    },
    back: (): void => this.go(-1),
  };

  addEventListener(_type: 'popstate', listener: () => void): void {
    this.listeners.push(listener);
  }

  go(by: number): void {
    this.at += by;
    if (!this.isGone) for (const listener of this.listeners) listener();
  }

  get isGone(): boolean {
    return this.at <= 0;
  }
}

let tab: Tab;
let inside: boolean;
let asking: boolean;
let elsewhere: boolean;
let steps: number;

function open(): WayBack {
  return new WayBack(tab, {
    isInside: () => inside,
    isAsking: () => asking,
    isElsewhere: () => elsewhere,
    back: () => steps++,
  });
}

beforeEach(() => {
  tab = new Tab();
  [inside, asking, elsewhere, steps] = [false, false, false, 0];
});

test('[W135] in the menu a step back leaves the page', () => {
  open().update();
  tab.history.back();
  expect(tab.isGone).toBe(true);
});

test('[W135] in a match the first step back asks, the second one leaves the page', () => {
  const way = open();
  inside = true;
  way.update();
  way.update();
  expect(tab.entries).toHaveLength(3);
  tab.history.back();
  expect([steps, tab.isGone]).toEqual([1, false]);
  tab.history.back();
  expect(tab.isGone).toBe(true);
});

test('[W135] while it asks, nothing lies on top: the second step leaves, also to another place of the page', () => {
  tab.entries = ['elsewhere', null, null];
  tab.at = 2;
  const way = open();
  inside = true;
  way.update();
  tab.history.back();
  asking = true;
  way.update();
  expect(tab.at).toBe(2);
  tab.history.back();
  expect([steps, tab.isGone]).toEqual([2, false]);
});

test('[W135] who stays is asked again next time', () => {
  const way = open();
  inside = true;
  for (let i = 1; i <= 3; i++) {
    way.update();
    tab.history.back();
    expect(steps).toBe(i);
  }
  expect(tab.entries).toHaveLength(3);
});

test('[W135] after a match that was left otherwise, one step back leaves the page', () => {
  const way = open();
  inside = true;
  way.update();
  inside = false;
  way.update();
  tab.history.back();
  expect([steps, tab.isGone]).toEqual([0, true]);
});

test('[W135] a link to another room is followed, in the menu after a match and in the match', () => {
  const way = open();
  for (const isInside of [false, true]) {
    inside = true;
    way.update();
    inside = isInside;
    tab.history.pushState(null);
    const { at } = tab;
    tab.go(0);
    expect([steps, tab.at]).toEqual([0, at]);
  }
});

test('[W135] it still asks after a reload', () => {
  const way = open();
  inside = true;
  way.update();
  tab.listeners.length = 0;
  open().update();
  tab.history.back();
  expect(steps).toBe(1);
});

test('[W135] a step to a replay and back is none out of the match', () => {
  const way = open();
  inside = true;
  way.update();
  elsewhere = true;
  tab.history.pushState(null);
  tab.go(0);
  way.update();
  expect(tab.entries).toHaveLength(4);
  elsewhere = false;
  tab.history.back();
  expect(steps).toBe(0);
  tab.history.back();
  expect(steps).toBe(1);
});
