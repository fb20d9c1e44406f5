// The page's words in German.

import type { Catalogue } from './english.ts';

export const german: Catalogue = {
  menu: {
    mode: 'Spielart',
    rules: 'Regeln',
    name: 'Dein Name',
    play: 'Spielen',
    playMode: (mode) => `${mode} spielen`,
    joinRoom: (code) => `In Raum ${code} mitspielen`,
    reload: 'Neu laden',
    rooms: 'Räume',
    createRoom: 'Raum öffnen',
    replays: 'Aufzeichnungen',
    steerByKeys: 'steuern',
    steerBySwipe: 'Wische irgendwo, um zu steuern',
  },
};
