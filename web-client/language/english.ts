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
  practice: {
    title: 'Practice',
    open: 'Practice',
    openHint: 'A game of Classic in this page: slower, with rewinding, without the internet',
    playOffline: 'Play Classic offline',
    intro: 'Classic in this page. It needs no server and works without the internet.',
    level: 'Level',
    speed: 'Speed',
    percent: (percent: number) => `${percent} %`,
    targets: 'Show where the ghosts go',
    noCatches: 'Ghosts do not catch me',
    start: 'Practise',
    startHint: 'With rewinding. The score does not count.',
    forScore: 'Play for a high score',
    highScores: 'High scores',
    noScores: 'No game yet. The ten best games on this device stand here.',
    rank: 'Rank',
    player: 'Name',
    score: 'Score',
    playedAt: 'Date',
    back: 'Menu',
    game: 'Game in this page',
    tools: 'Practice tools',
    rewind: 'Rewind',
    rewindTitle: (seconds: number) => `Back by ${seconds} seconds (R)`,
    targetsShort: 'Targets',
    targetsTitle: 'Where the ghosts are going (T)',
    pause: 'Pause',
    pauseTitle: 'Pause, or go on (P)',
    goOn: 'Go on',
    paused: 'Paused. Press P or Go on.',
    rewound: 'Steer to go on from here.',
    leave: 'Leave',
    leaveQuestion: 'Leave this game? Its score is lost.',
    best: (score: number) => `Best: ${score} points`,
    over: (score: number) => `Game over: ${score} points`,
    newBest: (score: number) => `New high score: ${score} points!`,
    ranked: (score: number, rank: number) => `${score} points: number ${rank} of your best games`,
    reached: (level: number, time: string) => `Level ${level} · ${time}`,
    doesNotCount: 'Practice does not count for the high scores.',
    again: 'Play again',
    broken: 'The game has stopped because of an error in the page.',
    notLoaded: 'This part of the page cannot be loaded. Are you online? Perhaps the page has been updated: reload it.',
  },
} as const;

/** A text, a function that writes values into one, or an area of them. */
type Widened<Part> = Part extends string
  ? string
  : Part extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof Part]: Widened<Part[Key]> };

export type Catalogue = Widened<typeof english>;
