//! A Packetman bot to start from. Your own decisions belong into `decide`; the rest keeps the connection and the World.
//! cargo run --release -- [HOST] [PORT] [CODE]: joins the room with this code; without one it plays `classic` in a room of its own.

use rmp::{decode, encode, Marker};
use std::io::{Read, Result, Write};
use std::{collections::HashMap, net::TcpStream, thread, time::Duration};

const NAME: &str = "Starter";
const VERSION: i64 = 2;
const RATE: i64 = 20;

// Decisions.

const COLUMNS: i32 = 28;
const LINES: i32 = 31;
/// By direction, 0 right, 1 down, 2 left, 3 up; `direction ^ 2` is the opposite one.
const STEPS: [(i32, i32); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];
const NO_DIRECTION: i32 = 4;
const GHOST_ROLE: i32 = 2;
const NEVER: i32 = 1 << 20;
/// A tile is safe if the nearest ghost needs more steps to it than Pac-Man, by more than this.
const MARGIN: i32 = 1;
/// A way with fewer safe tiles may be a trap.
const SAFE_TILES_MIN: i32 = 8;
/// What turning back costs, in steps: without it Pac-Man dithers between two dots.
const TURN_BACK_STEPS: i32 = 3;
/// A ghost that is frightened for less time than this, in half-ticks, counts as a hunter.
const FRIGHT_LEFT_MIN: i32 = 60;

/// The words of the match by name. `tiles` are the lines of the maze, `seat` is ours.
struct World {
    seat: i32,
    tiles: Vec<Vec<u8>>,
    starts: HashMap<String, usize>,
    words: Vec<i32>,
}

impl World {
    fn field(&self, name: &str, i: i32) -> i32 {
        self.words[self.starts[name] + i as usize]
    }
    fn sign(&self, tile: usize) -> u8 {
        self.tiles[tile / 28][tile % 28]
    }
    fn has_dot(&self, tile: usize) -> bool {
        self.field("dots", (tile / 28) as i32) >> (tile % 28) & 1 == 1
    }
    /// The tile of an actor, "pac" or "ghost". The tunnel is two columns longer than the maze at both ends.
    fn tile(&self, kind: &str, i: i32) -> usize {
        let (x, y) = (self.field(&format!("{kind}X"), i), self.field(&format!("{kind}Y"), i));
        (((y >> 3) - 3).clamp(0, LINES - 1) * COLUMNS + (x >> 3).clamp(0, COLUMNS - 1)) as usize
    }
}

/// Breadth-first search, where `may_enter(tile, direction, steps)`. Returns the tiles, nearest first, and the steps by tile.
fn search(from: usize, may_enter: impl Fn(usize, i32, i32) -> bool) -> (Vec<usize>, Vec<i32>) {
    let mut steps = vec![NEVER; (COLUMNS * LINES) as usize];
    let mut reached = vec![from];
    steps[from] = 0;
    let mut at = 0;
    while at < reached.len() {
        let tile = reached[at];
        let (line, column) = (tile as i32 / COLUMNS, tile as i32 % COLUMNS);
        for (direction, (dx, dy)) in STEPS.iter().enumerate() {
            let to = (line + dy) * COLUMNS + (column + dx).rem_euclid(COLUMNS);
            let Some(known) = steps.get(to as usize) else { continue };
            if *known == NEVER && may_enter(to as usize, direction as i32, steps[tile] + 1) {
                steps[to as usize] = steps[tile] + 1;
                reached.push(to as usize);
            }
        }
        at += 1;
    }
    (reached, steps)
}

/// By tile: the steps that the nearest hunter needs to it.
fn danger_of(world: &World, is_afraid: bool) -> Vec<i32> {
    let mut danger = vec![NEVER; (COLUMNS * LINES) as usize];
    for ghost in 0..4 {
        let is_frightened = world.field("ghostFrightened", ghost) == 1 && world.field("frightLeft", 0) >= FRIGHT_LEFT_MIN;
        // In these states it is in the house, eaten, or just eaten.
        if !is_afraid || is_frightened || matches!(world.field("ghostState", ghost), 1 | 4..=7) {
            continue;
        }
        // A ghost turns back only where `ghostReversal` says so.
        let reverses = world.field("ghostReversal", ghost) == 1;
        let back = if reverses { NO_DIRECTION } else { world.field("ghostTravel", ghost) ^ 2 };
        let may_enter = |to, direction, steps| world.sign(to) != b'#' && (steps > 1 || direction != back);
        let (reached, steps) = search(world.tile("ghost", ghost), may_enter);
        for tile in reached {
            danger[tile] = danger[tile].min(steps[tile]);
        }
    }
    danger
}

/// Returns a direction, or 4 to go on as before.
fn decide(world: &World) -> i32 {
    let actor = world.field("seatActor", world.seat);
    let is_ghost = world.field("seatRole", world.seat) == GHOST_ROLE;
    let kind = if is_ghost { "ghost" } else { "pac" };
    let back = world.field(&format!("{kind}Travel"), actor) ^ 2;
    // A ghost of our own hunts Pac-Man, and fears nothing.
    let danger = danger_of(world, !is_ghost);
    let (mut best, mut cost, mut widest, mut size) = (NO_DIRECTION, NEVER, NO_DIRECTION, -NEVER);
    for direction in 0..4 {
        let (reached, steps) = search(world.tile(kind, actor), |to, turn, steps| {
            b".o ".contains(&world.sign(to)) && danger[to] > steps + MARGIN && (steps > 1 || turn == direction)
        });
        let safe_tiles = reached.len() as i32 - 1;
        let turn_back = if direction == back { TURN_BACK_STEPS } else { 0 };
        let is_goal = |tile: usize| if is_ghost { tile == world.tile("pac", 0) } else { world.has_dot(tile) };
        if let Some(goal) = reached.iter().skip(1).copied().find(|&tile| is_goal(tile)) {
            // An energizer is the way out of a trap.
            let is_good = safe_tiles >= SAFE_TILES_MIN || world.sign(goal) == b'o';
            if is_good && steps[goal] + turn_back < cost {
                (best, cost) = (direction, steps[goal] + turn_back);
            }
        }
        if safe_tiles > 0 && safe_tiles - turn_back > size {
            (widest, size) = (direction, safe_tiles - turn_back);
        }
    }
    let direction = if best == NO_DIRECTION { widest } else { best };
    // The server resets the wish when Pac-Man is caught.
    if direction == world.field(&format!("{kind}Wish"), actor) { NO_DIRECTION } else { direction }
}

// The conversation with the server (protocol/README.md, "Conversation").

const RECONNECT: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(5)];
/// Redirects in a row that are followed without a delay.
const REDIRECTS_MAX: i32 = 5;

/// What the protocol has of msgpack.
#[derive(PartialEq)]
enum Value {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Value>),
}
use Value::{Bool, Int, List, Text};

/// Takes a value off the bytes. Panics on what is not of this protocol.
fn read(bytes: &mut &[u8]) -> Value {
    match Marker::from_u8(bytes[0]) {
        Marker::True | Marker::False => Bool(decode::read_bool(bytes).unwrap()),
        Marker::FixStr(_) | Marker::Str8 | Marker::Str16 => {
            let length = decode::read_str_len(bytes).unwrap();
            let (text, rest) = bytes.split_at(length as usize);
            *bytes = rest;
            Text(String::from_utf8_lossy(text).into_owned())
        }
        Marker::FixArray(_) | Marker::Array16 => List((0..decode::read_array_len(bytes).unwrap()).map(|_| read(bytes)).collect()),
        _ => Int(decode::read_int(bytes).unwrap()),
    }
}

impl Value {
    fn int(&self) -> i32 {
        if let Int(number) = self { *number as i32 } else { panic!("not a number") }
    }
    fn text(&self) -> &str {
        if let Text(text) = self { text } else { panic!("not a text") }
    }
    fn list(&self) -> &[Value] {
        if let List(items) = self { items } else { panic!("not a list") }
    }
    fn ints(&self) -> Vec<i32> {
        self.list().iter().map(Value::int).collect()
    }
}

#[derive(Default)]
struct Bot {
    stream: Option<TcpStream>,
    code: String,
    name: String,
    token: String,
    sequence: i64,
    world: Option<World>,
    level: i32,
    first: String,
    /// Where to connect: the first of them next, another one if that fails. A server may have several nodes.
    ways: Vec<String>,
    redirects: i32,
}

/// The address of a node: its row begins with name, host and port.
fn way_to(node: &[Value]) -> String {
    let host = node[1].text();
    if host.contains(':') { format!("[{host}]:{}", node[2].int()) } else { format!("{host}:{}", node[2].int()) }
}

/// The types of our messages are hello 1, play 2, join 3, input 6, ping 7, ready 10 and start 11.
impl Bot {
    fn send(&mut self, message: &[Value]) -> Result<()> {
        let mut payload = vec![];
        encode::write_array_len(&mut payload, message.len() as u32)?;
        for value in message {
            match value {
                Bool(value) => encode::write_bool(&mut payload, *value)?,
                Text(text) => encode::write_str(&mut payload, text)?,
                other => encode::write_sint(&mut payload, other.int() as i64).map(|_| ())?,
            }
        }
        self.stream.as_mut().unwrap().write_all(&[&(payload.len() as u32).to_be_bytes(), payload.as_slice()].concat())
    }
    fn enter(&mut self) -> Result<()> {
        match self.code.as_str() {
            "" => self.send(&[Int(2), Text("classic".into()), Int(RATE)]),
            code => self.send(&[Int(3), Text(code.into()), Text("".into()), Int(RATE)]),
        }
    }
    /// Answers an update: with an input if we want another direction, otherwise with a ping. Both say what we have seen.
    fn answer(&mut self) -> Result<()> {
        let Some(world) = &self.world else { return Ok(()) };
        let seen = Int(world.words[0].into());
        if world.field("level", 0) > self.level && self.level > 0 {
            println!("level {} cleared, score {}", self.level, world.field("score", 0));
        }
        self.level = world.field("level", 0);
        let direction = if world.seat < 0 { NO_DIRECTION } else { decide(world) };
        if direction == NO_DIRECTION {
            return self.send(&[Int(7), Int(0), seen]);
        }
        self.sequence += 1;
        self.send(&[Int(6), Int(self.sequence), Int(0), Int(direction.into()), seen])
    }
    fn received(&mut self, m: &[Value]) -> Result<()> {
        // welcome 64, joined 65, snapshot 66, keyframe 67, left 69, error 71, bye 72, room 73, results 76, redirect 85, nodes 86
        match (m[0].int(), &mut self.world) {
            (64, _) => {
                (self.name, self.token) = (m[2].text().into(), m[5].text().into());
                // After a resumed session `joined` follows, or `left` if the room is gone.
                if m[6] == Bool(false) {
                    self.sequence = 0;
                    self.enter()?;
                }
            }
            (65, _) => {
                let row = |row: &Value| (row.list()[0].text().to_string(), row.list()[1].int() as usize);
                let tiles = m[6].list().iter().map(|line| line.text().into()).collect();
                let starts = m[7].list().iter().map(row).collect();
                self.world = Some(World { seat: m[3].int(), tiles, starts, words: m[8].ints() });
                (self.level, self.redirects) = (0, 0);
                println!("joined {} ({}), seat {}", m[1].text(), m[2].text(), m[3].int());
            }
            (66, Some(world)) => {
                for change in m[2].ints().chunks(2) {
                    let word = &mut world.words[change[0] as usize];
                    *word = word.wrapping_add(change[1]);
                }
                world.words[0] = m[1].int();
            }
            (67, Some(world)) => world.words = m[2].ints(),
            (69, _) => self.enter()?,
            (71, _) => {
                println!("the server says: {}", m[2].text());
                let recovery = if m[3] == Bool(true) { m[5].text() } else { "" };
                if recovery == "new-session" {
                    self.token.clear();
                } else if recovery == "stop" || [2, 3].contains(&m[4].int()) {
                    std::process::exit(1);
                }
            }
            (72, _) => self.token.clear(),
            (85, _) => {
                // The server ends this connection, at once or soon. The session goes on at that node.
                self.ways = vec![way_to(&m[1..]), self.first.clone()];
                if let Some(Text(ticket)) = m.get(4).filter(|token| !token.text().is_empty()) {
                    self.token = ticket.clone();
                }
                self.redirects += 1;
            }
            (86, _) => {
                self.ways.truncate(1);
                self.ways.extend(m[1].list().iter().map(|node| way_to(node.list())));
                self.ways.push(self.first.clone());
            }
            (73, _) if m[2].text() == "lobby" && m[3].text() == self.name => self.send(&[Int(11)])?,
            (73, _) if ["lobby", "result"].contains(&m[2].text()) => self.send(&[Int(10), Bool(true)])?,
            (76, _) => println!("match over: level {}, score {}", m[1].int(), m[2].int()),
            _ => {}
        }
        // Joined, snapshot and keyframe want an answer.
        if (65..68).contains(&m[0].int()) { self.answer() } else { Ok(()) }
    }
    /// One connection, from `hello` to its end.
    fn converse(&mut self) -> Result<()> {
        let mut stream = self.stream.as_ref().unwrap().try_clone()?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(6)))?;
        let seen = Int(self.world.as_ref().map_or(0, |world| world.words[0].into()));
        let who = [Int(1), Int(VERSION), Text(NAME.into()), Text("bot".into()), Text(self.token.clone())];
        self.send(&who.into_iter().chain([Int(0), Int(0), Int(0), Text("".into()), seen, Bool(true)]).collect::<Vec<_>>())?;
        let mut pings = stream.try_clone()?;
        // The frame of a ping: its length, an array of 3, type 7, time 0, tick 0.
        thread::spawn(move || while pings.write_all(&[0, 0, 0, 4, 0x93, 7, 0, 0]).is_ok() { thread::sleep(Duration::from_secs(1)) });
        loop {
            let mut length = [0; 4];
            stream.read_exact(&mut length)?;
            let mut payload = vec![0; u32::from_be_bytes(length) as usize];
            stream.read_exact(&mut payload)?;
            self.received(read(&mut payload.as_slice()).list())?;
        }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut argument = |default: &str| arguments.next().unwrap_or(default.into());
    let first = format!("{}:{}", argument("127.0.0.1"), argument("1980"));
    let mut bot = Bot { code: argument(""), ways: vec![first.clone()], first, ..Bot::default() };
    let mut delay = RECONNECT[0];
    loop {
        let before = bot.redirects;
        if let Ok(stream) = TcpStream::connect(&bot.ways[0]) {
            (bot.stream, delay) = (Some(stream), RECONNECT[0]);
            let _ = bot.converse();
        } else {
            bot.ways.rotate_left(1);
        }
        if bot.redirects > before && bot.redirects <= REDIRECTS_MAX {
            continue;
        }
        println!("no connection, connecting again");
        thread::sleep(delay);
        delay = RECONNECT[1].min(2 * delay);
    }
}
