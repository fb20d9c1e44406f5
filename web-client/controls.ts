// What keys, gamepads, the browser's back button and a hidden tab do, besides steering. Buttons are wired in main.ts.

import type { PlayersHere } from './players-here.ts';
import { isForElement, actionOfKey } from './input/keys.ts';
import { codeOf } from './input/key-map.ts';
import { startGamepads, type Gamepads, type PadCalls } from './input/gamepads.ts';
import type { Steering } from './input/steering.ts';
import type { PadButton } from './input/pad-state.ts';
import { words } from './language/language.ts';
import type { LocalOnScreen } from './local-on-screen.ts';
import type { MatchOnScreen } from './match-on-screen.ts';
import type { Session } from './netcode/session.ts';
import type { PlayerList } from './player-list.ts';
import type { ScreenFlow } from './screen-flow.ts';
import { SoloPause } from './solo-pause.ts';
import { replayInAddress } from './view/address.ts';
import type { PlayersDialog } from './view/dialogs/players-dialog.ts';
import type { Prompt } from './view/dialogs/prompt.ts';
import type { Toast } from './view/hud/toast.ts';
import { element } from './view/element.ts';
import { isFocusShown } from './view/focus-ring.ts';
import { cancelDialog, listenToOtherInput, moveFocus, openDialog, pressFocused } from './view/pad-focus.ts';
import { deviceName } from './view/key-names.ts';
import { toggleMuted } from './view/sound/mute-button.ts';
import { WayBack } from './way-back.ts';

/** The parts of the page that the controls act on. */
export interface ControlledPage {
  readonly flow: ScreenFlow;
  readonly match: MatchOnScreen;
  readonly local: LocalOnScreen;
  readonly players: PlayerList;
  readonly here: PlayersHere;
  readonly playersDialog: PlayersDialog;
  readonly prompt: Prompt;
  readonly toast: Toast;
  readonly session: () => Session | null;
  /** Asks for a pause, or ends one, for all players at this screen. */
  pause(paused: boolean): void;
  /** A key or a button was pressed: sounds may be heard from now on. */
  unlockSound(): void;
}

export class Controls {
  private readonly page: ControlledPage;
  private readonly soloPause: SoloPause;
  private readonly wayBack: WayBack;
  private readonly gamepads: Gamepads;
  /** Whether the page is being unloaded: a match is not paused for a reload, since the page returns to it. */
  private isLeaving = false;
  private readonly question = element('ask', HTMLDialogElement);

  constructor(page: ControlledPage) {
    this.page = page;
    this.soloPause = new SoloPause(() => page.session()?.room ?? null, page.pause);
    this.wayBack = new WayBack(window, {
      isInside: () => this.isInside,
      isAsking: () => this.question.open,
      isElsewhere: () => replayInAddress() !== null,
      back: () => this.stepBack(),
    });
    this.gamepads = startGamepads(this.padCalls());
    window.addEventListener('keydown', (event) => this.shortcut(event));
    document.addEventListener('visibilitychange', () => this.visibilityChanged());
    window.addEventListener('pagehide', () => (this.isLeaving = true));
    window.addEventListener('pageshow', () => (this.isLeaving = false));
    // A player who stays is asked again at the next step back.
    this.question.addEventListener('close', () => this.wayBack.update());
    // Dialogs are opened in many places, and each says so by this attribute.
    const dialogs = new MutationObserver(() => this.dialogsChanged());
    dialogs.observe(document.body, { subtree: true, attributeFilter: ['open'] });
    listenToOtherInput();
  }

  /** Gamepads that are connected, by index. */
  get pads(): readonly number[] {
    return this.gamepads.connected;
  }

  /** Call for every change of the session, and of the screen that is shown. */
  follow(): void {
    this.soloPause.follow();
    this.wayBack.update();
  }

  /** A scene is shown, or not any more: the match waits for it. */
  pauseForScene(paused: boolean): void {
    if (paused) this.soloPause.begin('scene');
    else this.soloPause.end('scene', true);
  }

  /** Asks whether to leave the match; nothing happens in it while the question is shown, if nobody else plays. */
  askToLeave(): void {
    const { leaveQuestion, leave, stay } = words().controls;
    this.page.prompt.open({
      text: leaveQuestion,
      ways: [
        {
          label: leave,
          go: () => {
            this.soloPause.end('question', false);
            this.leave();
          },
        },
      ],
      safe: stay,
      dismissed: () => this.soloPause.end('question', true),
    });
    this.soloPause.begin('question');
  }

  /** The Leave button of a match. */
  leaveMatch(): void {
    if (this.isInPlay) this.askToLeave();
    else this.leave();
  }

  /** Leaves what is shown, without a question. */
  private leave(): void {
    const { flow, session } = this.page;
    switch (flow.screens.shown) {
      case 'match':
      case 'room':
        return flow.leaveRoom();
      case 'rooms':
        return session()?.close();
      case 'replay':
      case 'replays':
        return flow.closeReplays();
      case 'practice':
      case 'local':
        return flow.closeLocal();
      default:
    }
  }

  /** Whether a step back leads out of what is shown. */
  private get isInside(): boolean {
    return ['rooms', 'room', 'match', 'practice', 'local'].includes(this.page.flow.screens.shown ?? '');
  }

  /** Whether leaving the match would cost the player something. */
  private get isInPlay(): boolean {
    const room = this.page.session()?.room ?? null;
    return room !== null && room.isSeated && room.state !== 'lobby' && room.state !== 'result' && !room.match.isOut;
  }

  /** The browser's back button. The second step back while the question is shown leaves. */
  private stepBack(): void {
    if (this.question.open) {
      this.page.prompt.close();
      this.leave();
    } else this.goBack();
    this.wayBack.update();
  }

  /** One screen back. */
  private goBack(): void {
    const { shown } = this.page.flow.screens;
    if (shown === 'match') this.leaveMatch();
    else if (shown === 'local') this.page.local.game?.askToLeave();
    else this.leave();
  }

  /** A game of one screen stands still below a dialog. The question whether to leave has a distraction of its own. */
  private dialogsChanged(): void {
    const dialog = openDialog();
    this.page.local.game?.cover(dialog !== null);
    if (dialog === null) this.dropFocus();
    if (dialog !== null && dialog !== this.question) this.soloPause.begin('dialog');
    else this.soloPause.end('dialog', true);
  }

  /** A dialog gives the focus back to its button, which Enter and Space would press in the middle of a match. */
  private dropFocus(): void {
    const { activeElement } = document;
    if (this.isSteering && !isFocusShown() && activeElement instanceof HTMLButtonElement) activeElement.blur();
  }

  private visibilityChanged(): void {
    if (this.isLeaving) return;
    if (document.hidden) this.soloPause.begin('hidden');
    else if (this.soloPause.end('hidden', false)) this.page.toast.say(words().controls.pausedHidden);
  }

  private shortcut(event: KeyboardEvent): void {
    const { flow, match, players } = this.page;
    if (event.repeat || isForElement(event) || flow.screens.shown !== 'match') return;
    const { chat } = players;
    const code = codeOf(event);
    const action = actionOfKey(event);
    const onButton = event.target instanceof HTMLButtonElement && (code === 'Enter' || code === 'Space');
    if (code === 'Escape' && chat.isOpen) chat.close();
    else if (code === 'Escape') this.askToLeave();
    else if (code === 'F3') match.toggleOverlay();
    else if (action === 'sound') toggleMuted();
    else if (action === 'pause') match.togglePause();
    else if (action === 'chat' && !onButton) chat.open();
    else if (action === 'rules') match.showRules();
    else if (action === 'follow') match.followNextPlayer();
    else if (action !== null || !pressesEmote(event, match)) return;
    // The same key would close the dialog that it has just opened, or send an empty line.
    event.preventDefault();
  }

  private padCalls(): PadCalls {
    const { playersDialog, toast } = this.page;
    return {
      pressed: (pad, direction) => {
        if (this.isSteering) this.steeringOf(pad)?.press(direction);
        else moveFocus(direction);
      },
      released: (pad, direction) => this.steeringOf(pad)?.release(direction),
      repeated: (_pad, direction) => this.isSteering || moveFocus(direction),
      button: (pad, button) => this.pressPad(pad, button),
      plugged: (pad, isThere) => {
        document.documentElement.toggleAttribute('data-pads', this.gamepads.connected.length > 0);
        playersDialog.update();
        if (!isThere) toast.say(words().controls.gamepadLost(deviceName(`pad${pad}`)));
      },
    };
  }

  /** Whether gamepads steer; otherwise they move the focus. */
  private get isSteering(): boolean {
    return this.played?.isSteered === true && openDialog() === null;
  }

  /** What is played now; null for a menu. */
  private get played(): Pick<MatchOnScreen, 'isSteered' | 'togglePause'> | null {
    const { flow, match, local } = this.page;
    return flow.screens.shown === 'match' ? match : flow.screens.shown === 'local' ? local.game : null;
  }

  private steeringOf(pad: number): Steering | null {
    const { flow, here, local } = this.page;
    return flow.screens.shown === 'local' ? (local.game?.steering ?? null) : here.steerings.of(`pad${pad}`);
  }

  private pressPad(pad: number, button: PadButton): void {
    const { players, playersDialog } = this.page;
    this.page.unlockSound();
    const dialog = openDialog();
    if (button === 'go' && playersDialog.pressPad(pad)) return;
    if (button === 'start' && dialog === null) this.played?.togglePause();
    else if (button === 'go' && !this.isSteering) pressFocused();
    else if (button === 'select' && this.isSteering) this.goBack();
    else if (button !== 'back') return;
    else if (dialog !== null) cancelDialog(dialog);
    else if (players.chat.isOpen) players.chat.close();
    else if (!this.isSteering) this.goBack();
  }
}

/** The digits of the upper row: those of the number pad steer. */
function pressesEmote(event: KeyboardEvent, match: MatchOnScreen): boolean {
  const [, digit] = /^Digit([1-9])$/.exec(codeOf(event)) ?? [];
  if (digit === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
  return match.pressEmote(Number(digit));
}
