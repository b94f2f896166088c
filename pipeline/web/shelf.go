package web

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"quarterdeck/pipeline"
)

// shelf holds the publication readers see, open for all of them.
type shelf struct {
	pipeline *pipeline.Pipeline
	log      *slog.Logger

	mu      sync.Mutex
	current *book
}

// book is one publication, open for reading, with what was read of it.
type book struct {
	run   string
	db    *sql.DB
	about pipeline.Publication
	asOf  time.Time

	// Guarded by the shelf: how many requests read in it, and whether there is a newer.
	readers int
	retired bool

	kept keeper
	// often are the queries of a customer's page.
	often prepared
}

// connections is how many requests may ask one publication at a time; the others wait
// their turn, which is shorter than all of them sharing the processors.
const connections = 4

// borrow gives the current publication. The caller gives it back.
func (s *shelf) borrow(ctx context.Context) (*book, error) {
	run, err := s.pipeline.CurrentRun()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil || s.current.run != run {
		if err := s.swap(ctx, run); err != nil {
			if s.current == nil {
				return nil, err
			}
			s.log.WarnContext(ctx, "the new publication could not be opened; the one before is shown", "run", run, "error", err)
		}
	}
	s.current.readers++
	return s.current, nil
}

// swap opens a publication and lets go of the one before it.
func (s *shelf) swap(ctx context.Context, run string) error {
	// Whoever asks first may go away; the publication is for all.
	db, about, err := s.pipeline.OpenPublication(context.WithoutCancel(ctx), run)
	if err != nil {
		return err
	}
	asOf, err := time.Parse(time.DateOnly, about.AsOf)
	if err != nil {
		return errors.Join(fmt.Errorf("read publication %s: %w", run, err), db.Close())
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	old := s.current
	s.current = &book{run: run, db: db, about: about, asOf: asOf, often: prepared{db: db}}
	if old != nil {
		old.retired = true
		return s.closeUnread(old)
	}
	return nil
}

// giveBack ends a request's reading. The last reader of an old publication closes it.
func (s *shelf) giveBack(b *book) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.readers--
	if err := s.closeUnread(b); err != nil {
		s.log.Warn("an old publication could not be closed", "run", b.run, "error", err)
	}
}

func (s *shelf) closeUnread(b *book) error {
	if !b.retired || b.readers > 0 {
		return nil
	}
	return b.db.Close()
}

// close closes what is open. No request may be under way.
func (s *shelf) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil {
		return nil
	}
	b := s.current
	s.current = nil
	b.retired = true
	return s.closeUnread(b)
}

// keeper keeps what was read of a publication, by name.
type keeper struct {
	mu   sync.Mutex
	kept map[string]*keptThing
}

type keptThing struct {
	mu    sync.Mutex
	there bool
	value any
}

func (k *keeper) of(name string) *keptThing {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil {
		k.kept = map[string]*keptThing{}
	}
	if k.kept[name] == nil {
		k.kept[name] = &keptThing{}
	}
	return k.kept[name]
}

// once reads something of a publication for the first who needs it; the others wait
// for it and share it, so nobody may change it. What failed is tried again.
func once[T any](ctx context.Context, b *book, name string, read func(ctx context.Context, db *sql.DB) (T, error)) (T, error) {
	thing := b.kept.of(name)
	thing.mu.Lock()
	defer thing.mu.Unlock()
	if !thing.there {
		value, err := read(ctx, b.db)
		if err != nil {
			return value, fmt.Errorf("read %s: %w", name, err)
		}
		thing.there, thing.value = true, value
	}
	value, _ := thing.value.(T)
	return value, nil
}
