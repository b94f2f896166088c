package pipeline

import (
	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/all"
)

// everyConnector is the one list of source types.
type everyConnector struct{}

var _ Connectors = everyConnector{}

func (everyConnector) Types() []string { return all.Types() }

func (everyConnector) Streams(typ string) []connectors.Stream { return all.Streams(typ) }

func (everyConnector) Open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return all.Open(src, deps)
}
