// The parts of Phaser that the page draws with, under the names of the package. phaser-parts.ts puts this file in its place.
// Its modules refer to each other in circles, so their order matters: the renderer comes before what it draws.

import constants from 'phaser/src/const.js';
import 'phaser/src/renderer/index.js';
import 'phaser/src/cameras/2d/CameraManager.js';
import Events from 'phaser/src/core/events/index.js';
import 'phaser/src/events/EventEmitter.js';
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

export const { CANVAS, WEBGL } = constants;
export const Core = { Events };
export const Scale = { NONE: modes.NONE };
export { Game, Scene };
