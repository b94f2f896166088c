package pipeline

import (
	"context"
	"fmt"
	"slices"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
)

// Connectors is the list of source types.
type Connectors interface {
	// Types names every type, configured or not.
	Types() []string
	// Streams are the streams every source of the type declares.
	Streams(typ string) []connectors.Stream
	// Open makes a configured source. It sends nothing.
	Open(src config.Source, deps connectors.Deps) (connectors.Source, error)
}

// Selector names a source, or one stream of it when Stream is not empty.
type Selector struct{ Source, Stream string }

// selected is a configured source and the streams of it to pull; nil means all.
type selected struct {
	config  config.Source
	streams []string
}

// selection resolves selectors against the configuration; none means everything.
func (p *Pipeline) selection(selectors []Selector) ([]selected, error) {
	for _, s := range selectors {
		source, found := p.sourceNamed(s.Source)
		if !found {
			return nil, &UsageError{fmt.Errorf("no source is called %q in the configuration", s.Source)}
		}
		declared := p.declared(source)
		if s.Stream != "" && !slices.ContainsFunc(declared, func(d connectors.Stream) bool { return d.Name == s.Stream }) {
			return nil, &UsageError{fmt.Errorf("source %s has no stream %q; it has %s", s.Source, s.Stream, streamNames(declared))}
		}
	}
	var out []selected
	for _, source := range p.cfg.Sources {
		one := selected{config: source}
		wanted, whole := len(selectors) == 0, len(selectors) == 0
		for _, s := range selectors {
			if s.Source != source.Name {
				continue
			}
			wanted = true
			if s.Stream == "" {
				whole = true
			}
			one.streams = append(one.streams, s.Stream)
		}
		if whole {
			one.streams = nil
		}
		if wanted {
			out = append(out, one)
		}
	}
	return out, nil
}

// declared are the streams a source has: all of its type, but of a files source
// only the tables it was given.
func (p *Pipeline) declared(source config.Source) []connectors.Stream {
	streams := p.deps.Connectors.Streams(source.Type)
	return slices.DeleteFunc(slices.Clone(streams), func(s connectors.Stream) bool { return !p.declares(source, s.Name) })
}

func (p *Pipeline) declares(source config.Source, stream string) bool {
	_, given := source.Tables[stream]
	return given || source.Tables == nil
}

func (s selected) wants(stream string) bool {
	return s.streams == nil || slices.Contains(s.streams, stream)
}

func (p *Pipeline) sourceNamed(name string) (config.Source, bool) {
	for _, s := range p.cfg.Sources {
		if s.Name == name {
			return s, true
		}
	}
	return config.Source{}, false
}

func streamNames(streams []connectors.Stream) []string {
	names := make([]string, 0, len(streams))
	for _, s := range streams {
		names = append(names, s.Name)
	}
	return names
}

func (p *Pipeline) openSource(src config.Source) (connectors.Source, error) {
	source, err := p.deps.Connectors.Open(src, connectors.Deps{
		HTTP: p.deps.HTTP, Now: p.deps.Now, TempDir: p.path("work"),
		Log: p.deps.Log,
	})
	if err != nil {
		return nil, fmt.Errorf("open source %s: %w", src.Name, err)
	}
	return source, nil
}

// SourceStatus is one configured source and what the lake has of it.
type SourceStatus struct {
	Name    string         `json:"name"`
	Type    string         `json:"type"`
	Streams []StreamStatus `json:"streams"`
}

// StreamStatus is one declared stream; its times are zero before the first load.
type StreamStatus struct {
	Name       string          `json:"name"`
	LastLoaded time.Time       `json:"last_loaded,omitzero"`
	Mode       connectors.Mode `json:"mode,omitempty"` // of the last load
	Rows       int64           `json:"rows"`           // of the last load
	Loads      int             `json:"loads"`          // since the newest full load
}

// Sources lists what is configured, and the newest load of every stream.
func (p *Pipeline) Sources(ctx context.Context) ([]SourceStatus, error) {
	store, _, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	var all []SourceStatus
	for _, source := range p.cfg.Sources {
		status := SourceStatus{Name: source.Name, Type: source.Type, Streams: []StreamStatus{}}
		for _, stream := range p.declared(source) {
			loads, err := store.Loads(source.Name, stream.Name, time.Time{})
			if err != nil {
				return nil, err
			}
			one := StreamStatus{Name: stream.Name, Loads: len(loads)}
			if len(loads) > 0 {
				newest := loads[len(loads)-1]
				one.LastLoaded, one.Mode, one.Rows = newest.FinishedAt, newest.Mode, newest.Rows
			}
			status.Streams = append(status.Streams, one)
		}
		all = append(all, status)
	}
	return all, nil
}
