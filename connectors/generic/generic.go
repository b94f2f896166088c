package generic

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/files"
	"quarterdeck/connectors/rest"
)

// Source is one configured API.
type Source struct {
	name   string
	client *rest.Client
	log    *slog.Logger
	now    func() time.Time
	tables []table
}

var _ connectors.Source = (*Source)(nil)

// defaultRate is polite to an API nobody knows.
const defaultRate = 5

// New checks the tables; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	auth, err := authOf(src)
	if err != nil {
		return nil, err
	}
	limit := rest.Rate{PerSecond: defaultRate, Burst: defaultRate}
	if src.Rate > 0 {
		limit = rest.Rate{PerSecond: src.Rate, Burst: int(src.Rate)}
	}
	headers, secrets := headersOf(src)
	client, err := rest.New(rest.Config{Source: src.Name, BaseURL: src.BaseURL, Auth: auth, Header: headers, Secrets: secrets,
		Rate: limit, AllowPrivateHosts: src.AllowPrivateHosts, Advise: advise}, deps)
	if err != nil {
		return nil, err
	}
	s := &Source{name: src.Name, client: client, log: deps.WithDefaults().Log, now: deps.Now}
	var names []string
	for _, stream := range Streams() {
		names = append(names, stream.Name)
		if given, configured := src.Tables[stream.Name]; configured {
			t, err := newTable(stream, given)
			if err != nil {
				return nil, misconfigured(src.Name, err)
			}
			s.tables = append(s.tables, t)
		}
	}
	for name := range src.Tables {
		if !slices.Contains(names, name) {
			return nil, misconfigured(src.Name, fault{"unknown table " + name, "use one of " + strings.Join(names, ", ")})
		}
	}
	return s, nil
}

// fault is a mistake in the configuration and how to mend it.
type fault struct{ message, mend string }

func (f fault) Error() string { return f.message + "; " + f.mend }

func misconfigured(source string, err error) error {
	var f fault
	if errors.As(err, &f) {
		return &config.Error{File: "source " + source, Message: f.message, Mend: f.mend}
	}
	return err
}

// Streams declares every canonical table such a source may give.
func Streams() []connectors.Stream { return files.Streams() }

// Streams lists the configured tables.
func (s *Source) Streams() []connectors.Stream {
	var streams []connectors.Stream
	for _, t := range s.tables {
		streams = append(streams, t.stream)
	}
	return streams
}

// Check asks for the first page of a table, or of the first one, and looks
// whether its records and the next page are where they should be.
func (s *Source) Check(ctx context.Context, stream string) error {
	t, err := s.table(stream)
	if err != nil {
		return err
	}
	w := walk{client: s.client, ctx: ctx, log: s.log, source: s.name, table: t, land: func(*record) error { return nil }}
	p, err := w.page(t.first())
	if err != nil || !w.untold(p) {
		return err
	}
	return w.probe(t.first(), len(p.records))
}

// table finds a configured table; without a name the first.
func (s *Source) table(name string) (table, error) {
	for _, t := range s.tables {
		if name == "" || t.stream.Name == name {
			return t, nil
		}
	}
	return table{}, fmt.Errorf("find stream %s: source %s has no such table", name, s.name)
}
