package pipeline

import (
	"slices"
	"time"

	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/ledger"
	"quarterdeck/transforms"
)

// landing is what the models read.
type landing struct {
	tables []transforms.Table
	// loads are those whose files the tables have; pending ones are only told of,
	// because the full pull they belong to had not come to its end.
	loads, pending []*lake.Manifest
	// own are the loads of the program's own record. They are no input: what was
	// published is not a fact the numbers follow from.
	own []*lake.Manifest
}

// newest is when the last of the loads was there: whoever looks back knows no more.
func (l landing) newest() time.Time {
	var newest time.Time
	for _, m := range l.loads {
		if m.FinishedAt.After(newest) {
			newest = m.FinishedAt
		}
	}
	return newest
}

// knowledge says up to which instants loads are known; zero means all.
type knowledge struct {
	data, mapping, own time.Time
	// ownStreams are the streams of the program's own record that are read.
	ownStreams []string
}

// knownAt is the knowledge of one instant.
func knownAt(t time.Time) knowledge {
	k := knowledge{data: t, mapping: t, own: t}
	for _, stream := range ledger.Streams() {
		k.ownStreams = append(k.ownStreams, stream.Name)
	}
	return k
}

// of is up to when the loads of a stream are known.
func (k knowledge) of(typ, stream string) time.Time {
	if isMapping(typ, stream) {
		return k.mapping
	}
	return k.data
}

// isMapping tells the streams that say which record is whose.
func isMapping(typ, stream string) bool {
	return typ == "files" && (stream == "identity" || stream == "account_links")
}

// tables lists the landed tables of every source type, configured or not, with
// the files that are known.
func (p *Pipeline) tables(store *lake.Lake, known knowledge) (landing, error) {
	var all landing
	for _, typ := range p.landedTypes() {
		for _, stream := range p.deps.Connectors.Streams(typ) {
			table := landedTable(typ, stream)
			for _, source := range p.cfg.Sources {
				if landsAs(source.Type) != typ || !p.declares(source, stream.Name) {
					continue
				}
				from, view, err := tableSource(store, source.Name, stream.Name, known.of(typ, stream.Name))
				if err != nil {
					return landing{}, err
				}
				from.WarnHours, from.ErrorHours = source.Freshness.WarnHours, source.Freshness.ErrorHours
				table.Sources = append(table.Sources, from)
				all.loads = append(all.loads, view.Loads...)
				all.pending = append(all.pending, view.Pending...)
			}
			all.tables = append(all.tables, table)
		}
	}
	return all, all.addOwn(store, known)
}

// addOwn adds the program's own record.
func (l *landing) addOwn(store *lake.Lake, known knowledge) error {
	for _, stream := range ledger.Streams() {
		table := landedTable(ledger.Source, stream)
		table.Own = true
		if slices.Contains(known.ownStreams, stream.Name) {
			from, view, err := tableSource(store, ledger.Source, stream.Name, known.own)
			if err != nil {
				return err
			}
			from.History = nil // it comes and goes as there is something to say
			table.Sources = append(table.Sources, from)
			l.own = append(l.own, view.Loads...)
		}
		l.tables = append(l.tables, table)
	}
	return nil
}

// ownTable is one table of the program's own record, with all there is of it.
func ownTable(store *lake.Lake, name string) (transforms.Table, error) {
	stream, err := connectors.Find(ledger.Streams(), name)
	if err != nil {
		return transforms.Table{}, err
	}
	table := landedTable(ledger.Source, stream)
	from, _, err := tableSource(store, ledger.Source, name, time.Time{})
	table.Sources = []transforms.TableSource{from}
	return table, err
}

// landsAs is the type whose tables hold what a source of this type gives: the
// canonical tables are the same wherever they come from.
func landsAs(typ string) string {
	if typ == "rest" {
		return "files"
	}
	return typ
}

// landedTypes are the types that have tables of their own.
func (p *Pipeline) landedTypes() []string {
	return slices.DeleteFunc(slices.Clone(p.deps.Connectors.Types()), func(typ string) bool { return landsAs(typ) != typ })
}

// landedTable declares a stream's table, without files.
func landedTable(typ string, stream connectors.Stream) transforms.Table {
	table := transforms.Table{Name: typ + "_" + stream.Name, Key: stream.Key, Version: stream.Version}
	for _, c := range stream.Columns {
		table.Columns = append(table.Columns, transforms.Column{Name: c.Name, Type: c.Type.DuckDB()})
	}
	return table
}

// tableSource is what a source gives to a table, and the view of the lake it is from.
func tableSource(store *lake.Lake, source, stream string, knownAt time.Time) (transforms.TableSource, lake.View, error) {
	from := transforms.TableSource{Source: source, Stream: stream}
	view, err := store.View(source, stream, knownAt)
	if err != nil || len(view.Loads) == 0 {
		return from, view, err
	}
	for _, m := range view.Loads {
		from.Files = append(from.Files, store.Files(m)...)
	}
	last := view.LastPull()
	from.LoadedAt, from.LiveRows, from.Unfinished = last.BegunAt, last.Live, last.Unfinished
	from.RejectedRows, from.InvalidValues = last.Rejected, last.Invalid
	if len(last.RejectedLoads) > 0 {
		from.RejectFile = rejectFile(source, stream, last.RejectedLoads[0])
	}
	if from.PreviousRows, err = store.RowsBefore(view); err != nil {
		return from, view, err
	}
	history, err := store.History(source, stream, knownAt, judgedLoads)
	for _, m := range history {
		from.History = append(from.History, transforms.PastLoad{
			LoadID: m.LoadID, Full: m.Mode == connectors.Full, Rows: m.Rows, Files: store.Files(m),
		})
	}
	return from, view, err
}

// judgedLoads is how many loads of a stream its newest is compared with, itself included.
const judgedLoads = 15
