package pipeline

import (
	"time"

	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
	"quarterdeck/transforms"
)

// tables lists the landed tables of every source type, configured or not, with
// the files known at knownAt (zero: all), and the loads those files belong to.
func (p *Pipeline) tables(store *lake.Lake, knownAt time.Time) ([]transforms.Table, []*lake.Manifest, error) {
	var tables []transforms.Table
	var used []*lake.Manifest
	for _, typ := range p.deps.Connectors.Types() {
		for _, stream := range p.deps.Connectors.Streams(typ) {
			table := landedTable(typ, stream)
			for _, source := range p.cfg.Sources {
				if source.Type != typ || !p.declares(source, stream.Name) {
					continue
				}
				from, loads, err := tableSource(store, source.Name, stream.Name, knownAt)
				if err != nil {
					return nil, nil, err
				}
				table.Sources = append(table.Sources, from)
				used = append(used, loads...)
			}
			tables = append(tables, table)
		}
	}
	return tables, used, nil
}

// landedTable declares a stream's table, without files.
func landedTable(typ string, stream connectors.Stream) transforms.Table {
	table := transforms.Table{Name: typ + "_" + stream.Name, Key: stream.Key, Version: stream.Version}
	for _, c := range stream.Columns {
		table.Columns = append(table.Columns, transforms.Column{Name: c.Name, Type: c.Type.DuckDB()})
	}
	return table
}

func tableSource(store *lake.Lake, source, stream string, knownAt time.Time) (transforms.TableSource, []*lake.Manifest, error) {
	from := transforms.TableSource{Source: source, Stream: stream}
	loads, err := store.Loads(source, stream, knownAt)
	if err != nil {
		return from, nil, err
	}
	for _, m := range loads {
		from.Files = append(from.Files, store.Files(m)...)
	}
	if len(loads) == 0 {
		return from, nil, nil
	}
	from.LoadedAt = loads[len(loads)-1].StartedAt
	previous, err := store.FullBefore(loads[0])
	if err != nil {
		return from, nil, err
	}
	if previous != nil {
		from.PreviousRows = previous.Rows
	}
	return from, loads, nil
}
