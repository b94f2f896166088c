package forget

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// List is what was forgotten, as keyed hashes: it tells whether an id is one of a
// customer who was forgotten, and nobody can read the id from it. It may be used by
// several goroutines.
type List struct {
	mu     sync.Mutex
	key    []byte
	hashes map[string]bool
	acts   []Act
	// grown and learned are set when something is added.
	grown, learned bool
	asked          map[question]bool // what Has answered since the last Add, up to mostAsked
}

// question is what Has was asked.
type question struct {
	source string
	entity Entity
	id     string
}

// mostAsked bounds the memory for answers: the ids of a stream repeat, and hashing each
// anew is most of the work.
const mostAsked = 100_000

// Act is one forgetting: who asked for it and when, not of whom.
type Act struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	// Done is unset while it is under way.
	Done bool `json:"done"`
}

// listFile is a list as it is kept.
type listFile struct {
	FormatVersion int      `json:"format_version"`
	Key           string   `json:"key"`
	Acts          []Act    `json:"acts"`
	Hashes        []string `json:"hashes"`
}

// listVersion is the version of the file this program writes and reads.
const listVersion = 1

// NewList makes an empty list with a key of its own.
func NewList(entropy io.Reader) (*List, error) {
	key := make([]byte, 32)
	if _, err := io.ReadFull(entropy, key); err != nil {
		return nil, fmt.Errorf("make list of what was forgotten: %w", err)
	}
	return &List{key: key, hashes: map[string]bool{}}, nil
}

// ParseList reads what Encode wrote.
func ParseList(data []byte) (*List, error) {
	var f listFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("read list of what was forgotten: %w", err)
	}
	if f.FormatVersion > listVersion {
		return nil, fmt.Errorf("read list of what was forgotten: it has format version %d, this program reads up to %d: use a newer quarterdeck", f.FormatVersion, listVersion)
	}
	key, err := hex.DecodeString(f.Key)
	if err != nil || len(key) != 32 {
		return nil, errors.New("read list of what was forgotten: it has no key")
	}
	l := &List{key: key, hashes: map[string]bool{}, acts: f.Acts}
	for _, h := range f.Hashes {
		l.hashes[h] = true
	}
	return l, nil
}

// Encode renders the list for its file.
func (l *List) Encode() ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := listFile{FormatVersion: listVersion, Key: hex.EncodeToString(l.key), Acts: l.acts, Hashes: sortedKeys(l.hashes)}
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write list of what was forgotten: %w", err)
	}
	return append(data, '\n'), nil
}

// Add puts an id of a source on the list and tells whether it was new. The source of an
// address does not matter.
func (l *List) Add(source string, entity Entity, id string) bool {
	h, ok := l.hash(source, entity, id)
	if !ok {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	known := l.hashes[h]
	l.hashes[h] = true
	if !known {
		l.asked, l.grown, l.learned = nil, true, true
	}
	return !known
}

// Has tells whether the id is one of somebody who was forgotten.
func (l *List) Has(source string, entity Entity, id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	asked := question{source, entity, id}
	known, before := l.asked[asked]
	if before {
		return known
	}
	if h, ok := l.hash(source, entity, id); ok {
		known = l.hashes[h]
	}
	if l.asked == nil || len(l.asked) >= mostAsked {
		l.asked = map[question]bool{}
	}
	l.asked[asked] = known
	return known
}

// Grown tells whether something was added since it was last asked.
func (l *List) Grown() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	grown := l.grown
	l.grown = false
	return grown
}

// Learned tells whether anything was added since the list was read.
func (l *List) Learned() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.learned
}

// Begin notes an act that is under way; End that the last one is done.
func (l *List) Begin(act Act) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.acts); n > 0 && !l.acts[n-1].Done {
		return // it goes on
	}
	l.acts = append(l.acts, act)
}

// End notes that the last act is done.
func (l *List) End() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.acts); n > 0 {
		l.acts[n-1].Done = true
	}
}

func (l *List) hash(source string, entity Entity, id string) (string, bool) {
	id = strings.TrimSpace(id)
	if id == "" {
		return "", false
	}
	if entity == Email {
		source, id = "", strings.ToLower(id)
	}
	mac := hmac.New(sha256.New, l.key)
	fmt.Fprintf(mac, "%s\x00%s\x00%s", source, entity, id)
	return hex.EncodeToString(mac.Sum(nil)[:16]), true
}
