// The fields of a World: what each of its words means, and who may see it. New state is a new row of FIELDS.

/**
 * Who may see a field in a mode that hides something (view.ts): all viewers; viewers that see the Pac-Man's place; only
 * the player who steers the actor; viewers who may know how much the Pac-Man has eaten; each viewer in part, as far as it
 * has seen the maze; nobody, because it decides random events.
 */
export type Visibility = 'open' | 'place' | 'wish' | 'count' | 'map' | 'chance';

/**
 * A group of fields that only some modes have (`ModeFacts.fields`): those of the arcade, of modes in which each Pac-Man has
 * power of its own, of modes in which seats catch each other, or count the dots of each seat, and those of one mode.
 */
export type FieldGroup = 'arcade' | 'power' | 'rivals' | 'dots' | 'versus' | 'battle' | 'mega';

/**
 * What a field belongs to, so how many words it has: one; one for each seat, Pac-Man, ghost or line of the maze; one for each
 * line of the maze and seat; one for each step pattern of the arcade; one for each maze of the match.
 */
export type FieldOwner =
  | 'world'
  | 'seat'
  | 'pac'
  | 'ghost'
  | 'row'
  | 'seatRow'
  | 'pacPattern'
  | 'ghostPattern'
  | 'maze';

type FieldRow =
  | readonly [name: string, owner: FieldOwner, meaning: string, visibility: Visibility]
  | readonly [name: string, owner: FieldOwner, meaning: string, visibility: Visibility, group: FieldGroup];

/**
 * The table of fields: name, what it belongs to, meaning, visibility, and its group if it has one. Fields that change often
 * come first, where their index is one byte on the wire. Word 0 is the tick, which is a field of its own in a snapshot.
 */
export const FIELDS = [
  ['tick', 'world', 'ticks since the match was made', 'open'],
  ['pacX', 'pac', 'screen pixel, -16..239', 'place'],
  ['pacY', 'pac', 'screen pixel, 0..287', 'place'],
  ['ghostX', 'ghost', 'screen pixel, -16..239', 'open'],
  ['ghostY', 'ghost', 'screen pixel, 0..287', 'open'],
  ['ghostTravel', 'ghost', 'direction it moves in', 'open'],
  ['ghostChosen', 'ghost', 'direction it takes at the next tile centre', 'open'],
  ['pacTravel', 'pac', 'direction it moves and faces', 'place'],
  ['pacWish', 'pac', 'direction its player wants, 4 for none', 'wish'],
  ['seatInput', 'seat', 'sequence of the newest applied input', 'wish'],
  ['pacPause', 'pac', 'steps still to skip after eating: half-ticks in classic, ticks in other modes', 'place'],
  ['seatScore', 'seat', 'points that this seat scored', 'open'],
  ['seatRoundDots', 'seat', 'dots and energizers that it ate in this round', 'open', 'battle'],
  ['score', 'world', 'score of the player or the team', 'count'],
  [
    'dotsLeft',
    'world',
    'dots and energizers of the maze minus those eaten in this level: those that are left, except in level 256',
    'count',
  ],
  ['lastDotTick', 'world', 'tick of the last dot eaten or of the last release by the no-dot timer', 'count'],
  ['dots', 'row', 'bit n is set while column n of the line has a dot or energizer', 'map'],
  ['ghostState', 'ghost', 'GHOST', 'open'],
  ['ghostFrightened', 'ghost', '1 while the ghost is frightened', 'open'],
  ['ghostReversal', 'ghost', '1 while it has to turn back at the next tile centre', 'open'],
  ['frightLeft', 'world', 'half-ticks of fright left', 'open'],
  ['frightIndex', 'world', 'index into the fright table', 'chance'],
  [
    'ghostCarryBase',
    'ghost',
    'not in classic: (carry - tick * speed) modulo 80; at a carry of 80 the actor moves a pixel',
    'open',
  ],
  ['ghostSpeed', 'ghost', 'not in classic: current speed in percent; 80 is one pixel a tick', 'open'],
  [
    'pacCarryBase',
    'pac',
    'not in classic: (carry - tick * speed) modulo 80; at a carry of 80 the actor moves a pixel',
    'place',
  ],
  ['pacSpeed', 'pac', 'not in classic: current speed in percent; 80 is one pixel a tick', 'place'],
  ['pacState', 'pac', 'PAC', 'place'],
  [
    'pacUntilTick',
    'pac',
    'in the state returning: tick of the return; in the maze: tick at which protection ends',
    'place',
  ],
  ['pacAte', 'pac', 'classic: 1 from eating until the next step begins', 'open', 'arcade'],
  ['seatEntered', 'seat', 'coop: 1 once this seat has had its free entry', 'open'],
  ['seatRole', 'seat', 'ROLE', 'open'],
  ['seatActor', 'seat', 'which Pac-Man or ghost that is', 'open'],
  ['pacSeat', 'pac', 'seat that controls it, -1 none', 'open'],
  ['ghostWish', 'ghost', 'direction the player of a ghost wants, 4 for none', 'wish'],
  ['seatTieBreak', 'seat', 'place in the tie-break order, 0 is first', 'chance'],
  ['ghostTargetSeat', 'ghost', 'seat that it hunts, -1 for none', 'open'],
  ['ghostDots', 'ghost', 'dots counted for its release from the house', 'count'],
  ['phase', 'world', 'PHASE', 'open'],
  ['phaseEndsTick', 'world', 'tick at which the phase ends, 0 if something else ends it', 'open'],
  ['level', 'world', 'level being played, 1..256', 'open'],
  ['difficulty', 'world', 'level whose speeds and times apply: in classic the level itself', 'open'],
  ['lives', 'world', 'classic: lives left, the current one included; coop: returns left', 'open'],
  ['extraLifeAt', 'world', 'score of the next extra life, 0 for none', 'open'],
  ['chain', 'world', 'ghosts eaten with this energizer', 'open'],
  ['scatterPhase', 'world', 'scatter (even) or chase (odd), 0..7', 'open'],
  ['scatterStartTick', 'world', 'tick at which the counter of scatter and chase was 0, or would have been', 'open'],
  ['scatterHeld', 'world', 'value of that counter while fright stops it, -1 while it runs', 'open'],
  [
    'globalDots',
    'world',
    'dots counted for all ghosts in the house after a death, -1 while this counter is off',
    'count',
  ],
  ['elroy', 'world', 'speed stage of Blinky (Elroy), 0..2', 'open'],
  [
    'blinkyAhead',
    'world',
    'tile that the target of Inky uses while Blinky goes home or is in the house; 0: the tile ahead of Blinky',
    'open',
  ],
  ['fruitState', 'world', '0 no fruit, 1 in the maze, 2 its points are shown', 'map'],
  ['fruitUntilTick', 'world', 'tick at which fruitState ends', 'map'],
  ['fruitsShown', 'world', 'fruits that have appeared in this level, 0..2', 'count'],
  ['scoredGhost', 'world', 'classic: ghost whose points are shown during the freeze, -1 for none', 'open'],
  ['freezeEndsTick', 'world', 'classic: tick at whose start the freeze ends, 0 until it is known', 'open'],
  ['houseOdd', 'world', 'classic: 1 after an odd number of ticks of the house', 'open'],
  ['deathHalfTicks', 'world', 'classic: half-ticks since Pac-Man was hit', 'open'],
  ['lifeStartTick', 'world', 'tick at which play began in this life', 'open'],
  ['random', 'world', 'state of the random generator', 'chance'],
  ['pacPattern', 'pacPattern', 'classic: positions in the step patterns: normal, fright', 'open', 'arcade'],
  [
    'ghostPattern',
    'ghostPattern',
    'classic: for each ghost the positions in its step patterns: normal, frightened, tunnel, Elroy 1, Elroy 2',
    'open',
  ],
  ['seatCatches', 'seat', 'rivals that it caught', 'open', 'rivals'],
  ['seatDots', 'seat', 'dots and energizers that it ate; battle: in rounds that are over', 'count', 'dots'],
  ['pacSeen', 'world', '1; 0 in a view that does not show where Pac-Man is', 'open', 'versus'],
  ['viewRole', 'world', '0; in the words that a view shows to a seat: the ROLE of the seat', 'open', 'versus'],
  ['revealed', 'world', '1 while all seats see where Pac-Man is', 'open', 'versus'],
  ['revealUntilTick', 'world', 'tick until which something that Pac-Man ate reveals it', 'open', 'versus'],
  ['publicScore', 'world', 'score of the seat of Pac-Man as the ghosts know it', 'open', 'versus'],
  ['publicDotsLeft', 'world', 'dots left as the ghosts know it', 'open', 'versus'],
  ['ghostSeat', 'ghost', 'seat that steers it or has claimed it, -1 for a grey ghost', 'open', 'versus'],
  ['ghostClaimed', 'ghost', '1 if that seat has claimed it, and does not steer it', 'open', 'versus'],
  ['ghostClaimTick', 'ghost', 'tick of the last claim, 0 for none', 'open', 'versus'],
  ['ghostReleaseTick', 'ghost', 'tick from which it may leave the house', 'open', 'versus'],
  ['turn', 'world', 'number of the turn, from 1', 'open', 'versus'],
  ['turnEndsTick', 'world', 'tick at which the turn ends without a catch', 'open', 'versus'],
  ['nextPacSeat', 'world', 'seat that is Pac-Man in the next turn, -1 during a turn', 'open', 'versus'],
  ['aloneEndsTick', 'world', 'tick at which the match ends since one seat is left, 0 with more', 'open', 'versus'],
  ['seatTurnsLeft', 'seat', 'turns as Pac-Man that this seat still has, in a match of turns', 'open', 'versus'],
  ['seatOrder', 'seat', 'place in the order of turns, 0 is first', 'chance', 'versus'],
  ['seatSightUntilTick', 'seat', 'tick until which a fruit lets this seat see farther', 'open', 'versus'],
  ['seatPacTile', 'seat', 'tile in which this seat saw Pac-Man last in this turn, 0 if it has not', 'map', 'versus'],
  ['seatPacTick', 'seat', 'tick at which it saw Pac-Man last', 'map', 'versus'],
  ['seatFruitUntilTick', 'seat', 'fruitUntilTick of a fruit that this seat has seen, 0 for none', 'map', 'versus'],
  ['seatMap', 'seatRow', 'dots as this seat remembers them, with the bits of `dots`', 'map', 'versus'],
  ['pacPowerUntilTick', 'pac', 'tick at which its power ends, 0 without power', 'open', 'power'],
  ['pacChain', 'pac', 'ghosts that it ate with its present power', 'open', 'power'],
  ['pacKnockUntilTick', 'pac', 'first tick in which it is not being pushed', 'open', 'battle'],
  ['pacKnockTravel', 'pac', 'direction in which it is pushed', 'open', 'battle'],
  ['pacBumpedBy', 'pac', 'seat that it bumped into last in this round, -1 for none', 'open', 'battle'],
  ['pacBumpedTick', 'pac', 'tick of that bump', 'open', 'battle'],
  ['pacCameAfter', 'pac', 'bits of the Pac-Men that were in its tile before it', 'open', 'battle'],
  ['pacIgnores', 'pac', 'bits of the Pac-Men that it cannot bump into until their tiles differ', 'open', 'battle'],
  ['ghostLeaveTick', 'ghost', 'tick at which it leaves the house', 'open', 'battle'],
  ['energizersAwake', 'world', 'bits of the energizers, in reading order, that can be eaten', 'open', 'battle'],
  ['energizersDrawn', 'world', 'bits of those that wake next; 0 until they are drawn', 'open', 'battle'],
  ['energizersWakeTick', 'world', 'tick at which they wake, 0 if none will', 'open', 'battle'],
  ['refillTick', 'world', 'tick of the last refill, or of the start of the round', 'open', 'battle'],
  ['suddenDeathDueTick', 'world', 'tick at which sudden death begins', 'open', 'battle'],
  ['suddenDeathTick', 'world', 'tick at which it began, 0 before', 'open', 'battle'],
  ['round', 'world', 'round being played, 1 is the first', 'open', 'battle'],
  ['roundWinner', 'world', 'seat that won the round that is over, -1 for none', 'open', 'battle'],
  ['seatWins', 'seat', 'rounds that it won', 'open', 'battle'],
  ['seatRoundCatches', 'seat', 'rivals that it caught in this round', 'open', 'battle'],
  ['mazeIndex', 'world', 'cell of the square, in reading order; -1 while the maze is in none', 'open', 'mega'],
  ['side', 'world', 'side of the square; 1 is the final', 'open', 'mega'],
  ['homeSeat', 'world', 'seat whose home the maze is, -1 for none', 'open', 'mega'],
  ['playStartTick', 'world', 'tick of the first tick of play, later by the collapses since then', 'open', 'mega'],
  ['culls', 'world', 'culls so far', 'open', 'mega'],
  ['nextCullTick', 'world', 'tick of the next cull, 0 for none', 'open', 'mega'],
  ['startSeats', 'world', 'seats that played before the first cull; new once a second', 'open', 'mega'],
  ['survivors', 'world', 'seats that the next cull keeps, 0 without culls; new once a second', 'open', 'mega'],
  ['rankScore', 'seat', 'points by which all seats are ranked; new once a second', 'open', 'mega'],
  [
    'seatPlace',
    'seat',
    'final place, 0 while it plays, -1 until the place is known; new once a second',
    'open',
    'mega',
  ],
  ['seatLives', 'seat', 'lives, the current one included; those of other mazes new once a second', 'open', 'mega'],
  ['seatReachedTick', 'seat', 'tick at which it reached its score', 'open', 'mega'],
  ['seatFinalFrom', 'seat', 'score with which it began the final', 'open', 'mega'],
  ['pacArrivalTick', 'pac', 'tick at which its last protection by arrival ends, 0 before the first', 'open', 'mega'],
  ['mazeLevel', 'maze', 'level of each maze; new once a second', 'open', 'mega'],
  ['mazePacs', 'maze', 'Pac-Men in each maze; new once a second', 'open', 'mega'],
] as const satisfies readonly FieldRow[];
