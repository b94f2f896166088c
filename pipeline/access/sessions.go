package access

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	// sessionSpan is how long somebody stays signed in.
	sessionSpan = 12 * time.Hour
	// mostSessions bounds the memory; beyond it the one that ends first goes.
	mostSessions = 1024
)

// sessions are those who signed in. They live in memory: a restart ends them.
type sessions struct {
	now     func() time.Time
	entropy io.Reader

	mu  sync.Mutex
	all map[[sha256.Size]byte]session // by the hash of the id
}

type session struct {
	person Person
	ends   time.Time
}

func newSessions(now func() time.Time, entropy io.Reader) *sessions {
	return &sessions{now: now, entropy: entropy, all: map[[sha256.Size]byte]session{}}
}

// begin signs somebody in and returns the id the browser is to keep.
func (s *sessions) begin(person Person) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var random [32]byte
	if _, err := io.ReadFull(s.entropy, random[:]); err != nil {
		return "", fmt.Errorf("begin session: %w", err)
	}
	id := base64.RawURLEncoding.EncodeToString(random[:])
	s.makeRoom()
	s.all[sha256.Sum256([]byte(id))] = session{person, s.now().Add(sessionSpan)}
	return id, nil
}

// makeRoom forgets the sessions that ended and, if there are too many all the
// same, the one that ends first.
func (s *sessions) makeRoom() {
	if len(s.all) < mostSessions {
		return
	}
	var first [sha256.Size]byte
	var ends time.Time
	for key, one := range s.all {
		if !s.now().Before(one.ends) {
			delete(s.all, key)
			continue
		}
		if ends.IsZero() || one.ends.Before(ends) {
			first, ends = key, one.ends
		}
	}
	if len(s.all) >= mostSessions {
		delete(s.all, first)
	}
}

func (s *sessions) person(id string) (Person, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := sha256.Sum256([]byte(id))
	one, found := s.all[key]
	if found && !s.now().Before(one.ends) {
		delete(s.all, key)
		found = false
	}
	return one.person, found
}

func (s *sessions) end(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, sha256.Sum256([]byte(id)))
}
