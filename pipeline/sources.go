package pipeline

import (
	"fmt"
	"slices"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/pipeline/ledger"
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
	if source.Type == ledger.Source {
		return ledger.Streams()
	}
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
	// What keeps a source from opening names it.
	return p.deps.Connectors.Open(src, connectors.Deps{
		HTTP: p.deps.HTTP, Now: p.deps.Now, TempDir: p.path("work"),
		Log: p.deps.Log,
	})
}
