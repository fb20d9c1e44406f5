// A Packetman bot to start from. Your own decisions belong into decide; the rest keeps the connection and the World.
// go run . [HOST] [PORT] [CODE]: joins the room with this code; without one it plays `classic` in a room of its own.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/vmihailenco/msgpack/v5"
)

const name, version, rate = "Starter", 2, 20

// Message types, as numbered in protocol/README.md.
const hello, play, join, input, ping, ready, start = 1, 2, 3, 6, 7, 10, 11
const welcome, joined, snapshot, keyframe, left, failure, bye, room, over = 64, 65, 66, 67, 69, 71, 72, 73, 76
const redirect, nodes = 85, 86

// Decisions.

const (
	columns, lines, noDirection, ghostRole, never = 28, 31, 4, 2, 1 << 30
	// A tile is safe if the nearest ghost needs more steps to it than Pac-Man, by more than this.
	margin = 1
	// A way with fewer safe tiles may be a trap.
	safeTilesMin = 8
	// What turning back costs, in steps: without it Pac-Man dithers between two dots.
	turnBackSteps = 3
	// A ghost that is frightened for less time than this, in half-ticks, counts as a hunter.
	frightLeftMin = 60
)

// By direction, 0 right, 1 down, 2 left, 3 up; direction ^ 2 is the opposite one.
var steps = [4][2]int{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}

// World has the words of the match by name. tiles are the lines of the maze, seat is ours.
type World struct {
	seat   int
	tiles  []any
	starts map[string]int
	words  []int32
}

func (w *World) field(name string, i int) int { return int(w.words[w.starts[name]+i]) }

func (w *World) sign(tile int) byte {
	if tile < 0 || tile >= columns*lines {
		return '#'
	}
	return w.tiles[tile/columns].(string)[tile%columns]
}

func (w *World) hasDot(tile int) bool { return w.field("dots", tile/columns)>>(tile%columns)&1 == 1 }

// tile returns the tile of an actor, "pac" or "ghost". The tunnel is two columns longer than the maze at both ends.
func (w *World) tile(kind string, i int) int {
	column := w.field(kind+"X", i) >> 3
	if column < 0 || column >= columns {
		column = (columns - 1) * (column / columns)
	}
	return (w.field(kind+"Y", i)>>3-3)*columns + column
}

// decide returns a direction, or noDirection to go on as before.
func decide(w *World) int {
	actor := w.field("seatActor", w.seat)
	isGhost := w.field("seatRole", w.seat) == ghostRole
	kind, danger := "pac", dangerOf(w)
	if isGhost {
		// A ghost of our own hunts Pac-Man, and fears nothing.
		kind, danger = "ghost", nil
	}
	best, cost, widest, size := noDirection, never, noDirection, 0
	for direction := range steps {
		reached, count := search(w.tile(kind, actor), func(to, turn, count int) bool {
			hunted, isHunted := danger[to]
			isSafe := !isHunted || hunted > count+margin
			return isSafe && strings.IndexByte(".o ", w.sign(to)) >= 0 && (count > 1 || turn == direction)
		})
		goal, turnBack, safe := never, 0, len(reached)-1
		for _, tile := range reached[1:] {
			if isGhost && tile == w.tile("pac", 0) || !isGhost && w.hasDot(tile) {
				// An energizer is the way out of a trap.
				if safe >= safeTilesMin || w.sign(tile) == 'o' {
					goal = count[tile]
				}
				break
			}
		}
		if direction == w.field(kind+"Travel", actor)^2 {
			turnBack = turnBackSteps
		}
		if goal < never && goal+turnBack < cost {
			best, cost = direction, goal+turnBack
		}
		if safe > 0 && (widest == noDirection || safe-turnBack > size) {
			widest, size = direction, safe-turnBack
		}
	}
	if best == noDirection {
		best = widest
	}
	// The server resets the wish when Pac-Man is caught.
	if best == w.field(kind+"Wish", actor) {
		return noDirection
	}
	return best
}

// dangerOf returns by tile the steps that the nearest hunter needs to it.
func dangerOf(w *World) map[int]int {
	danger := map[int]int{}
	for ghost := 0; ghost < 4; ghost++ {
		state := w.field("ghostState", ghost)
		isBlue := w.field("ghostFrightened", ghost) == 1 && w.field("frightLeft", 0) >= frightLeftMin
		// In these states it is in the house, eaten, or just eaten.
		if isBlue || state == 1 || state >= 4 && state <= 7 {
			continue
		}
		// A ghost turns back only where ghostReversal says so.
		back := noDirection
		if w.field("ghostReversal", ghost) == 0 {
			back = w.field("ghostTravel", ghost) ^ 2
		}
		reached, count := search(w.tile("ghost", ghost), func(to, direction, count int) bool {
			return w.sign(to) != '#' && (count > 1 || direction != back)
		})
		for _, tile := range reached {
			if known, ok := danger[tile]; !ok || count[tile] < known {
				danger[tile] = count[tile]
			}
		}
	}
	return danger
}

// search is a breadth-first search. It returns the tiles that it reaches, the nearest first, and the steps to each.
func search(from int, mayEnter func(to, direction, count int) bool) ([]int, map[int]int) {
	reached, count := []int{from}, map[int]int{from: 0}
	for at := 0; at < len(reached); at++ {
		tile := reached[at]
		for direction := range steps {
			to := neighbour(tile, direction)
			if _, seen := count[to]; !seen && mayEnter(to, direction, count[tile]+1) {
				count[to] = count[tile] + 1
				reached = append(reached, to)
			}
		}
	}
	return reached, count
}

func neighbour(tile, direction int) int {
	step := steps[direction]
	return (tile/columns+step[1])*columns + (tile%columns+step[0]+columns)%columns
}

// The conversation with the server (protocol/README.md, "Conversation").

const reconnectMin, reconnectMax = 250 * time.Millisecond, 5 * time.Second
const pingInterval, silence = time.Second, 6 * time.Second

// Redirects in a row that are followed without a delay.
const redirectsMax = 5

type bot struct {
	conn            net.Conn
	entry           []any // the message that takes a seat
	ownName, token  string
	sequence, level int
	world           *World
	// Where to connect: the first of them next, another one if that fails. A server may have several nodes.
	ways      []string
	first     string
	redirects int
}

func (b *bot) send(message ...any) error {
	payload, _ := msgpack.Marshal(message)
	_, err := b.conn.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(payload))), payload...))
	return err
}

// answer answers an update: with an input if we want another direction, otherwise with a ping. Both say what we have seen.
func (b *bot) answer() {
	w, direction := b.world, noDirection
	if w.seat >= 0 {
		direction = decide(w)
		if b.level > 0 && w.field("level", 0) > b.level {
			fmt.Printf("level %d cleared, score %d\n", b.level, w.field("score", 0))
		}
		b.level = w.field("level", 0)
	}
	if direction == noDirection {
		_ = b.send(ping, 0, w.words[0])
		return
	}
	b.sequence++
	_ = b.send(input, b.sequence, 0, direction, w.words[0])
}

func (b *bot) received(m []any) {
	switch number(m[0]) {
	case welcome:
		b.ownName, b.token = m[2].(string), m[5].(string)
		// After a resumed session `joined` follows, or `left` if the room is gone.
		if !m[6].(bool) {
			b.sequence = 0
			_ = b.send(b.entry...)
		}
	case joined:
		b.world, b.level, b.redirects = &World{number(m[3]), m[6].([]any), map[string]int{}, numbers(m[8])}, 0, 0
		for _, row := range m[7].([]any) {
			b.world.starts[row.([]any)[0].(string)] = number(row.([]any)[1])
		}
		fmt.Printf("joined %v (%v), seat %v\n", m[1], m[2], m[3])
		b.answer()
	case snapshot:
		for changes := numbers(m[2]); len(changes) > 0; changes = changes[2:] {
			b.world.words[changes[0]] += changes[1]
		}
		b.world.words[0] = int32(number(m[1]))
		b.answer()
	case keyframe:
		b.world.words = numbers(m[2])
		b.answer()
	case room:
		if m[2] == "lobby" && m[3] == b.ownName {
			_ = b.send(start)
		} else if m[2] == "lobby" || m[2] == "result" {
			_ = b.send(ready, true)
		}
	case over:
		fmt.Printf("match over: level %v, score %v\n", m[1], m[2])
	case left:
		_ = b.send(b.entry...)
	case failure:
		fmt.Println("the server says:", m[2])
		isFatal, answers := m[3].(bool), number(m[4])
		if isFatal && m[5] == "new-session" {
			b.token = ""
		} else if isFatal && m[5] != "resume" || answers == play || answers == join {
			os.Exit(1)
		}
	case redirect:
		// The server ends this connection, at once or soon. The session goes on at that node.
		b.ways = []string{wayTo(m[1:]), b.first}
		if len(m) > 4 && m[4] != "" {
			b.token = m[4].(string)
		}
		b.redirects++
	case nodes:
		b.ways = b.ways[:1]
		for _, node := range m[1].([]any) {
			b.ways = append(b.ways, wayTo(node.([]any)))
		}
		b.ways = append(b.ways, b.first)
	case bye:
		b.token = ""
	}
}

// wayTo returns the address of a node: its row begins with name, host and port.
func wayTo(node []any) string { return net.JoinHostPort(node[1].(string), fmt.Sprint(node[2])) }

func number(value any) int {
	if n, ok := value.(uint64); ok {
		return int(n)
	}
	return int(value.(int64))
}

func numbers(value any) (list []int32) {
	for _, item := range value.([]any) {
		list = append(list, int32(number(item)))
	}
	return list
}

// converse is one connection, from `hello` to its end.
func (b *bot) converse() {
	seen := int32(0)
	if b.world != nil {
		seen = b.world.words[0]
	}
	_ = b.send(hello, version, name, "bot", b.token, 0, 0, 0, "", seen, true)
	go func(b bot) {
		for b.send(ping, 0, 0) == nil {
			time.Sleep(pingInterval)
		}
	}(*b)
	stream := bufio.NewReader(b.conn)
	decoder := msgpack.NewDecoder(stream)
	decoder.UseLooseInterfaceDecoding(true)
	_ = b.conn.SetReadDeadline(time.Now().Add(silence))
	// A payload ends where its array ends: its length is not needed.
	for _, err := stream.Discard(4); err == nil; _, err = stream.Discard(4) {
		message, err := decoder.DecodeSlice()
		if err != nil {
			break
		}
		b.received(message)
		_ = b.conn.SetReadDeadline(time.Now().Add(silence))
	}
}

func main() {
	arguments := append(os.Args[1:], []string{"127.0.0.1", "1980", ""}[len(os.Args)-1:]...)
	first := net.JoinHostPort(arguments[0], arguments[1])
	b := &bot{entry: []any{join, arguments[2], "", rate}, first: first, ways: []string{first}}
	if arguments[2] == "" {
		b.entry = []any{play, "classic", rate}
	}
	for delay := reconnectMin; ; delay *= 2 {
		redirects := b.redirects
		conn, err := net.DialTimeout("tcp", b.ways[0], silence)
		if err == nil {
			b.conn, delay = conn, reconnectMin
			b.converse()
			_ = conn.Close()
		} else {
			b.ways = append(b.ways[1:], b.ways[0])
		}
		if b.redirects > redirects && b.redirects <= redirectsMax {
			continue
		}
		if delay > reconnectMax {
			delay = reconnectMax
		}
		fmt.Println("no connection, connecting again")
		time.Sleep(delay)
	}
}
