// A Packetman bot to start from. Your own decisions belong into `decide`; the rest keeps the connection and the World.
// ./bot [HOST] [PORT] [CODE]: joins the room with this code; without one it plays `classic` in a room of its own.

#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <functional>
#include <iostream>
#include <map>
#include <msgpack.hpp>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using std::string, std::vector;

const string NAME = "Starter";
constexpr int VERSION = 2, RATE = 20;
// Message types, as numbered in protocol/README.md.
enum { HELLO = 1, PLAY = 2, JOIN = 3, LEAVE = 5, INPUT = 6, PING = 7, READY = 10, START = 11 };
enum { WELCOME = 64, JOINED, SNAPSHOT, KEYFRAME, LEFT = 69, FAILURE = 71, BYE, ROOM, RESULTS = 76, REDIRECT = 85, NODES };

// Decisions.

constexpr int COLUMNS = 28, LINES = 31, TILES = COLUMNS * LINES, NO_DIRECTION = 4, GHOST_ROLE = 2, NEVER = 1 << 20;
// By direction, 0 right, 1 down, 2 left, 3 up; `direction ^ 2` is the opposite one.
constexpr int STEPS[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
// A tile is safe if the nearest ghost needs more steps to it than Pac-Man, by more than this.
constexpr int MARGIN = 1;
// A way with fewer safe tiles may be a trap.
constexpr int SAFE_TILES_MIN = 8;
// What turning back costs, in steps: without it Pac-Man dithers between two dots.
constexpr int TURN_BACK_STEPS = 3;
// A ghost that is frightened for less time than this, in half-ticks, counts as a hunter.
constexpr int FRIGHT_LEFT_MIN = 60;

// The tile of a pixel of the screen. The tunnel is two columns longer than the maze at both ends.
int tileOf(int x, int y) { return std::clamp((y >> 3) - 3, 0, LINES - 1) * COLUMNS + std::clamp(x >> 3, 0, COLUMNS - 1); }

// The words of the match by name. `tiles` are the lines of the maze, `seat` is ours.
struct World {
  int seat = -1;
  vector<string> tiles;
  std::map<string, int> starts;
  vector<int32_t> words;

  int field(const string& name, int i = 0) const { return words[starts.at(name) + i]; }
  char sign(int tile) const { return tile < 0 || tile >= TILES ? '#' : tiles[tile / COLUMNS][tile % COLUMNS]; }
  bool isFloor(int tile) const { return string(".o ").find(sign(tile)) != string::npos; }
  bool hasDot(int tile) const { return field("dots", tile / COLUMNS) >> (tile % COLUMNS) & 1; }
  int pacTile(int pac) const { return tileOf(field("pacX", pac), field("pacY", pac)); }
  int ghostTile(int ghost) const { return tileOf(field("ghostX", ghost), field("ghostY", ghost)); }
};

// `tiles`: the nearest first; `steps`: by tile.
struct Reached { vector<int> tiles, steps; };

// Breadth-first search. `mayEnter(tile, direction, steps)` says whether it goes on there.
Reached search(int from, const std::function<bool(int, int, int)>& mayEnter) {
  Reached reached{{from}, vector<int>(TILES, NEVER)};
  reached.steps[from] = 0;
  for (size_t at = 0; at < reached.tiles.size(); at++) {
    const int tile = reached.tiles[at], steps = reached.steps[tile] + 1;
    for (int direction = 0; direction < 4; direction++) {
      const auto [dx, dy] = STEPS[direction];
      const int to = (tile / COLUMNS + dy) * COLUMNS + (tile % COLUMNS + dx + COLUMNS) % COLUMNS;
      if (to < 0 || to >= TILES || reached.steps[to] != NEVER || !mayEnter(to, direction, steps)) continue;
      reached.steps[to] = steps;
      reached.tiles.push_back(to);
    }
  }
  return reached;
}

bool isHunter(const World& world, int ghost) {
  const int state = world.field("ghostState", ghost);
  // In these states it is in the house, eaten, or just eaten.
  if (state == 1 || (state >= 4 && state <= 7)) return false;
  return world.field("ghostFrightened", ghost) == 0 || world.field("frightLeft") < FRIGHT_LEFT_MIN;
}

// By tile: the steps that the nearest hunter needs to it.
vector<int> dangerOf(const World& world) {
  vector<int> danger(TILES, NEVER);
  for (int ghost = 0; ghost < 4; ghost++) {
    if (!isHunter(world, ghost)) continue;
    // A ghost turns back only where `ghostReversal` says so.
    const int back = world.field("ghostReversal", ghost) ? NO_DIRECTION : world.field("ghostTravel", ghost) ^ 2;
    const auto reached = search(world.ghostTile(ghost), [&](int to, int direction, int steps) {
      return world.sign(to) != '#' && (steps > 1 || direction != back);
    });
    for (int tile : reached.tiles) danger[tile] = std::min(danger[tile], reached.steps[tile]);
  }
  return danger;
}

// Returns a direction, or 4 for none.
int decide(const World& world) {
  const int actor = world.field("seatActor", world.seat);
  const bool isGhost = world.field("seatRole", world.seat) == GHOST_ROLE;
  const int from = isGhost ? world.ghostTile(actor) : world.pacTile(actor);
  const int back = world.field(isGhost ? "ghostTravel" : "pacTravel", actor) ^ 2;
  // A ghost of our own hunts Pac-Man, and fears nothing.
  const auto danger = isGhost ? vector<int>(TILES, NEVER) : dangerOf(world);
  int best = NO_DIRECTION, cost = NEVER, widest = NO_DIRECTION, size = -NEVER;
  for (int direction = 0; direction < 4; direction++) {
    const auto reached = search(from, [&](int to, int turn, int steps) {
      return world.isFloor(to) && danger[to] > steps + MARGIN && (steps > 1 || turn == direction);
    });
    const int safeTiles = int(reached.tiles.size()) - 1, turnBack = direction == back ? TURN_BACK_STEPS : 0;
    const auto isGoal = [&](int tile) {
      return reached.steps[tile] > 0 && (isGhost ? tile == world.pacTile(0) : world.hasDot(tile));
    };
    const auto goal = std::find_if(reached.tiles.begin(), reached.tiles.end(), isGoal);
    const bool isReached = goal != reached.tiles.end();
    // An energizer is the way out of a trap.
    if (isReached && (safeTiles >= SAFE_TILES_MIN || world.sign(*goal) == 'o') && reached.steps[*goal] + turnBack < cost) {
      best = direction;
      cost = reached.steps[*goal] + turnBack;
    }
    if (safeTiles > 0 && safeTiles - turnBack > size) {
      widest = direction;
      size = safeTiles - turnBack;
    }
  }
  return best == NO_DIRECTION ? widest : best;
}

// The conversation with the server (protocol/README.md, "Conversation").

constexpr auto RECONNECT_MIN = 250ms, RECONNECT_MAX = 5000ms, PING_INTERVAL = 1000ms, SILENCE = 6000ms;
// Redirects in a row that are followed without a delay.
constexpr int REDIRECTS_MAX = 5;
volatile std::sig_atomic_t isLeaving = 0;

using Message = vector<msgpack::object>;
struct Way { string host, port; };

class Bot {
 public:
  Way first{"127.0.0.1", "1980"};
  // Where to connect: the first of them next, another one if that fails. A server may have several nodes.
  vector<Way> ways;
  string code;
  int redirects = 0;

  // One connection, from `hello` to its end. Returns whether the server has answered.
  bool converse() {
    socket_ = connectTo();
    if (socket_ < 0) {
      std::rotate(ways.begin(), ways.begin() + 1, ways.end());
      return false;
    }
    const int seen = world_.words.empty() ? 0 : world_.words[0];
    send(HELLO, VERSION, NAME, "bot", token_, 0, 0, 0, "", seen, true);
    auto heard = Clock::now(), pinged = heard;
    string bytes;
    while (Clock::now() - heard < SILENCE && !isLeaving) {
      if (Clock::now() - pinged >= PING_INTERVAL) {
        send(PING, 0, world_.words.empty() ? 0 : world_.words[0]);
        pinged = Clock::now();
      }
      pollfd ready{socket_, POLLIN, 0};
      if (poll(&ready, 1, int(PING_INTERVAL.count())) <= 0) continue;
      char chunk[65536];
      const auto count = recv(socket_, chunk, sizeof chunk, 0);
      if (count <= 0) break;
      heard = Clock::now();
      bytes.append(chunk, count);
      size_t at = 0, end;
      while (bytes.size() >= at + 4 && (end = at + 4 + lengthAt(bytes, at)) <= bytes.size()) {
        const auto payload = msgpack::unpack(bytes.data() + at + 4, end - at - 4);
        received(payload.get().as<Message>());
        at = end;
      }
      bytes.erase(0, at);
    }
    if (isLeaving) {
      send(LEAVE);
      shutdown(socket_, SHUT_WR);
      for (char rest[4096]; recv(socket_, rest, sizeof rest, 0) > 0;) continue;
    }
    close(socket_);
    return token_ != "";
  }

 private:
  int socket_ = -1;
  string name_, token_;
  uint32_t sequence_ = 0;
  World world_;
  int level_ = 0;

  int connectTo() {
    addrinfo hints{}, *addresses = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(ways[0].host.c_str(), ways[0].port.c_str(), &hints, &addresses) != 0) return -1;
    const int connected = ::socket(addresses->ai_family, SOCK_STREAM, 0), on = 1;
    const bool isConnected = connect(connected, addresses->ai_addr, addresses->ai_addrlen) == 0;
    freeaddrinfo(addresses);
    setsockopt(connected, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (!isConnected) close(connected);
    return isConnected ? connected : -1;
  }

  // The address of a node: its row begins with name, host and port.
  static Way wayTo(const msgpack::object* node) { return {node[1].as<string>(), std::to_string(node[2].as<int>())}; }

  static size_t lengthAt(const string& bytes, size_t at) {
    const auto byte = [&](size_t i) { return size_t(uint8_t(bytes[at + i])); };
    return byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
  }

  template <typename... Fields>
  void send(int type, Fields... fields) {
    msgpack::sbuffer payload;
    msgpack::pack(payload, std::make_tuple(type, fields...));
    const uint32_t length = htonl(uint32_t(payload.size()));
    const string frame = string(reinterpret_cast<const char*>(&length), 4) + string(payload.data(), payload.size());
    // An error shows when the connection is read.
    (void)!::send(socket_, frame.data(), frame.size(), MSG_NOSIGNAL);
  }

  void enter() {
    if (code.empty()) send(PLAY, "classic", RATE);
    else send(JOIN, code, "", RATE);
  }

  // Answers an update: with an input if we want another direction, otherwise with a ping. Both say what we have seen.
  void answer() {
    if (world_.seat < 0) return send(PING, 0, world_.words[0]);
    const int direction = decide(world_), level = world_.field("level");
    if (level_ > 0 && level > level_) std::cout << "level " << level_ << " cleared, score " << world_.field("score") << std::endl;
    level_ = level;
    const auto wish = world_.field("seatRole", world_.seat) == GHOST_ROLE ? "ghostWish" : "pacWish";
    // Compared with the server's wish, which is reset when Pac-Man is caught.
    if (direction == NO_DIRECTION || direction == world_.field(wish, world_.field("seatActor", world_.seat)))
      return send(PING, 0, world_.words[0]);
    send(INPUT, ++sequence_, 0, direction, world_.words[0]);
  }

  void received(const Message& m) {
    switch (m[0].as<int>()) {
      case WELCOME:
        name_ = m[2].as<string>();
        token_ = m[5].as<string>();
        // After a resumed session `joined` follows, or `left` if the room is gone.
        if (m[6].as<bool>()) return;
        sequence_ = 0;
        return enter();
      case JOINED:
        world_ = {m[3].as<int>(), m[6].as<vector<string>>(), {}, m[8].as<vector<int32_t>>()};
        for (const auto& row : m[7].as<vector<Message>>()) world_.starts[row[0].as<string>()] = row[1].as<int>();
        level_ = redirects = 0;
        std::cout << "joined " << m[1].as<string>() << ", seat " << world_.seat << std::endl;
        return answer();
      case SNAPSHOT: {
        const auto changes = m[2].as<vector<int32_t>>();
        // Unsigned addition is modulo 2^32.
        for (size_t i = 0; i < changes.size(); i += 2)
          world_.words[changes[i]] = int32_t(uint32_t(world_.words[changes[i]]) + uint32_t(changes[i + 1]));
        world_.words[0] = m[1].as<int32_t>();
        return answer();
      }
      case KEYFRAME:
        world_.words = m[2].as<vector<int32_t>>();
        return answer();
      case ROOM: {
        const auto state = m[2].as<string>();
        if (state == "lobby" && m[3].as<string>() == name_) send(START);
        if (state == "lobby" || state == "result") send(READY, true);
        return;
      }
      case RESULTS:
        std::cout << "match over: level " << m[1] << ", score " << m[2] << std::endl;
        return;
      case LEFT:
        return enter();
      case REDIRECT:
        // The server ends this connection, at once or soon. The session goes on at that node.
        ways = {wayTo(m.data() + 1), first};
        if (m.size() > 4 && !m[4].as<string>().empty()) token_ = m[4].as<string>();
        redirects++;
        return;
      case NODES:
        ways.resize(1);
        for (const auto& row : m[1].as<vector<Message>>()) ways.push_back(wayTo(row.data()));
        ways.push_back(first);
        return;
      case BYE:
        token_ = "";
        return;
      case FAILURE: {
        std::cout << "the server says: " << m[2].as<string>() << std::endl;
        const string recovery = m.size() > 5 ? m[5].as<string>() : "";
        const int answers = m[4].as<int>();
        if (recovery == "new-session") token_ = "";
        else if (recovery == "stop" || answers == PLAY || answers == JOIN) std::exit(1);
      }
    }
  }
};

int main(int count, char** arguments) {
  Bot bot;
  if (count > 1) bot.first.host = arguments[1];
  if (count > 2) bot.first.port = arguments[2];
  bot.ways = {bot.first};
  if (count > 3) bot.code = arguments[3];
  struct sigaction leave {};
  leave.sa_handler = [](int) { isLeaving = 1; };
  sigaction(SIGINT, &leave, nullptr);
  for (auto delay = RECONNECT_MIN; !isLeaving; delay = std::min(2 * delay, RECONNECT_MAX)) {
    const int before = bot.redirects;
    if (bot.converse()) delay = RECONNECT_MIN;
    if (isLeaving) break;
    if (bot.redirects > before && bot.redirects <= REDIRECTS_MAX) continue;
    std::cout << "connection lost, connecting again" << std::endl;
    std::this_thread::sleep_for(delay);
  }
}
