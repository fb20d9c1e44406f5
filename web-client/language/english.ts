// The page's words in English: the catalogue that the others have the type of. An area for each part of the page.
// Whole sentences, never parts to be put together: other languages have another order.

export const english = {
  menu: {
    mode: 'Mode',
    rules: 'Rules',
    name: 'Your name',
    play: 'Play',
    playMode: (mode: string) => `Play ${mode}`,
    joinRoom: (code: string) => `Join room ${code}`,
    reload: 'Reload',
    rooms: 'Rooms',
    createRoom: 'Create room',
    replays: 'Replays',
    steerByKeys: 'to steer',
    steerBySwipe: 'Swipe anywhere to steer',
  },
} as const;

/** A text, a function that writes values into one, or an area of them. */
type Widened<Part> = Part extends string
  ? string
  : Part extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof Part]: Widened<Part[Key]> };

export type Catalogue = Widened<typeof english>;
