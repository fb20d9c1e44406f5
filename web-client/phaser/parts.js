// The parts of Phaser that the page draws with, under the names of the package. phaser-parts.ts puts this file in its place.

import 'phaser/src/polyfills/requestVideoFrame.js';
// First: its files require each other, and have an order only from here on.
import 'phaser/src/renderer/index.js';
import constants from 'phaser/src/const.js';
import 'phaser/src/cameras/2d/CameraManager.js';
import Events from 'phaser/src/core/events/index.js';
import Game from 'phaser/src/core/Game.js';
import 'phaser/src/gameobjects/DisplayList.js';
import 'phaser/src/gameobjects/GameObjectCreator.js';
import 'phaser/src/gameobjects/GameObjectFactory.js';
import 'phaser/src/gameobjects/UpdateList.js';
import 'phaser/src/gameobjects/graphics/GraphicsFactory.js';
import 'phaser/src/gameobjects/image/ImageFactory.js';
import 'phaser/src/gameobjects/text/TextFactory.js';
import modes from 'phaser/src/scale/const/SCALE_MODE_CONST.js';
import Scene from 'phaser/src/scene/Scene.js';
import 'phaser/src/scene/ScenePlugin.js';
import 'phaser/src/events/EventEmitter.js';

export const { CANVAS, WEBGL } = constants;
export const Core = { Events };
export const Scale = { NONE: modes.NONE };
export { Game, Scene };
