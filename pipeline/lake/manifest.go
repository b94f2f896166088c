package lake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"quarterdeck/connectors"
)

// FormatVersion is the newest version of the manifest this program reads.
//
// Version 2 added the fields below Checksum. A manifest that uses none of them
// is still written as version 1, byte for byte as before, so that an older
// program reads all it can understand and refuses the rest with the advice to
// use a newer one.
const FormatVersion = 2

// plainVersion is the version of a manifest without the newer fields.
const plainVersion = 1

// Manifest describes one load. It is the last file of a load to be written and
// never changes.
type Manifest struct {
	FormatVersion int    `json:"format_version"`
	Source        string `json:"source"`
	Stream        string `json:"stream"`
	LoadID        string `json:"load_id"`
	// StartedAt is also the _loaded_at of every row; FinishedAt is from when the load is known.
	StartedAt  time.Time       `json:"started_at"`
	FinishedAt time.Time       `json:"finished_at"`
	Mode       connectors.Mode `json:"mode"`
	Rows       int64           `json:"rows"`
	Pages      int             `json:"pages"`
	// Invalid counts values that did not fit their column; they lie in _extra.
	Invalid int64 `json:"invalid"`
	// Key, Version and Columns are the stream's declaration at the time of the load.
	Key        []string `json:"key"`
	Version    string   `json:"version"`
	Columns    []Column `json:"columns"`
	SchemaHash string   `json:"schema_hash"`
	Parts      []Part   `json:"parts"`
	// Cursor is where the next pull of the stream starts; nil asks for everything.
	Cursor json.RawMessage   `json:"cursor"`
	Window connectors.Window `json:"window"`
	// Checksum is the sha256 of the manifest with this field empty.
	Checksum string `json:"checksum"`

	// Rejected counts the records of the load that could not be landed; they
	// lie in the reject file named like the load.
	Rejected int64 `json:"rejected,omitempty"`
	// Live is how many live records the vendor itself counted in the stream at
	// the end of the pull; nil where it did not say.
	Live *int64 `json:"live,omitempty"`
	// Unfinished says why the pull stopped before its end without having failed.
	Unfinished string `json:"unfinished,omitempty"`
	// Open says that the load is a checkpoint: more of the same pull follows in
	// later loads, the last of which is not open.
	Open bool `json:"open,omitempty"`
	// Compacts is set when the load was not pulled but made of earlier loads.
	Compacts *Compaction `json:"compacts,omitempty"`
}

// Compaction says which loads a load was made of. The rest of its manifest
// speaks as the newest of them does: when it began, its cursor, what was
// rejected.
type Compaction struct {
	// First is the oldest load that was pulled, also through earlier compactions.
	First string `json:"first"`
	// Last is the newest load it replaces, itself perhaps a compaction.
	Last string `json:"last"`
	// Loads is how many loads it replaces.
	Loads int `json:"loads"`
	// LiveRows is how many keys of it are not deleted.
	LiveRows int64 `json:"live_rows"`
	// What the newest pull it replaces was, and which of its loads had rejects.
	LastMode   connectors.Mode `json:"last_mode"`
	LastRows   int64           `json:"last_rows"`
	RejectedIn []string        `json:"rejected_in,omitempty"`
}

// version is the oldest version of the format that can say what m says.
func (m *Manifest) version() int {
	if m.Rejected != 0 || m.Live != nil || m.Unfinished != "" || m.Open || m.Compacts != nil {
		return FormatVersion
	}
	return plainVersion
}

// Column is one declared column with its SQL type.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Part is one Parquet file of a load.
type Part struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// encode seals the manifest with its checksum and renders it for people and programs.
func (m *Manifest) encode() ([]byte, error) {
	sum, err := m.sum()
	if err != nil {
		return nil, err
	}
	m.Checksum = sum
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode manifest: %w", err)
	}
	return append(data, '\n'), nil
}

func (m *Manifest) sum() (string, error) {
	bare := *m
	bare.Checksum = ""
	data, err := json.Marshal(&bare)
	if err != nil {
		return "", fmt.Errorf("encode manifest: %w", err)
	}
	digest := sha256.Sum256(data)
	return hex.EncodeToString(digest[:]), nil
}

// ParseManifest reads what a load's manifest.json holds and refuses everything
// that this program would not have written.
func ParseManifest(data []byte) (*Manifest, error) {
	var head struct {
		FormatVersion int `json:"format_version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("decode manifest: %w", err)
	}
	if head.FormatVersion > FormatVersion {
		return nil, fmt.Errorf("manifest has format version %d, this program reads up to %d: use a newer quarterdeck", head.FormatVersion, FormatVersion)
	}
	m := &Manifest{}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(m); err != nil {
		return nil, fmt.Errorf("decode manifest: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("decode manifest: more follows after it")
	}
	if bytes.Equal(m.Cursor, []byte("null")) {
		m.Cursor = nil
	}
	if sum, err := m.sum(); err != nil || sum != m.Checksum {
		return nil, errors.Join(errors.New("manifest does not match its checksum"), err)
	}
	if err := m.validate(); err != nil {
		return nil, fmt.Errorf("check manifest: %w", err)
	}
	return m, nil
}

func (m *Manifest) validate() error {
	switch {
	case m.FormatVersion != m.version():
		return fmt.Errorf("format version is %d, want %d for what it says", m.FormatVersion, m.version())
	case checkName(m.Source) != nil:
		return checkName(m.Source)
	case checkName(m.Stream) != nil:
		return checkName(m.Stream)
	case !isLoadID(m.LoadID):
		return fmt.Errorf("load id %q is no ULID", m.LoadID)
	case m.StartedAt.IsZero() || m.FinishedAt.Before(m.StartedAt):
		return fmt.Errorf("it ran from %s to %s", m.StartedAt, m.FinishedAt)
	case m.Mode != connectors.Full && m.Mode != connectors.Increment:
		return fmt.Errorf("mode %q is neither full nor increment", m.Mode)
	case m.SchemaHash != schemaHash(m.Key, m.Version, m.Columns):
		return errors.New("columns do not match their schema hash")
	case m.Rejected < 0 || m.Live != nil && *m.Live < 0:
		return errors.New("it counts less than nothing")
	case m.Open && m.Unfinished != "":
		return errors.New("it is both a checkpoint and the end of its pull")
	}
	return errors.Join(m.validateCompaction(), m.validateParts())
}

func (m *Manifest) validateCompaction() error {
	c := m.Compacts
	if c == nil {
		return nil
	}
	if m.Mode != connectors.Full || m.Open || m.Unfinished != "" {
		return errors.New("it is made of other loads and yet not a whole one")
	}
	if !isLoadID(c.First) || !isLoadID(c.Last) || c.First > c.Last || c.Last >= m.LoadID || c.Loads < 1 || c.LiveRows < 0 || c.LiveRows > m.Rows {
		return fmt.Errorf("it is made of %d loads from %q to %q with %d live rows", c.Loads, c.First, c.Last, c.LiveRows)
	}
	if c.LastMode != connectors.Full && c.LastMode != connectors.Increment || c.LastRows < 0 {
		return fmt.Errorf("it ends with a pull of mode %q and %d rows", c.LastMode, c.LastRows)
	}
	for _, id := range c.RejectedIn {
		if !isLoadID(id) {
			return fmt.Errorf("it names the rejects of a load %q", id)
		}
	}
	return nil
}

func (m *Manifest) validateParts() error {
	var rows int64
	for i, p := range m.Parts {
		if p.Name != partName(i) {
			return fmt.Errorf("part %d is called %q", i, p.Name)
		}
		if p.Rows <= 0 || p.Bytes <= 0 || len(p.SHA256) != 2*sha256.Size {
			return fmt.Errorf("part %s has %d rows, %d bytes, sha256 %q", p.Name, p.Rows, p.Bytes, p.SHA256)
		}
		rows += p.Rows
	}
	if rows != m.Rows {
		return fmt.Errorf("the parts hold %d rows, the load %d", rows, m.Rows)
	}
	return nil
}

func partName(i int) string { return fmt.Sprintf("part-%05d.parquet", i) }

func declaredColumns(s connectors.Stream) []Column {
	columns := make([]Column, 0, len(s.Columns))
	for _, c := range s.Columns {
		columns = append(columns, Column{Name: c.Name, Type: c.Type.DuckDB()})
	}
	return columns
}

// SchemaHash is the SchemaHash of the manifest a load of s would have now.
func SchemaHash(s connectors.Stream) string {
	return schemaHash(s.Key, s.Version, declaredColumns(s))
}

// schemaHash changes when a stream's key, version column or columns do.
func schemaHash(key []string, version string, columns []Column) string {
	h := sha256.New()
	line := func(parts ...string) { fmt.Fprintf(h, "%q\n", parts) }
	line(append([]string{"key"}, slices.Clone(key)...)...)
	line("version", version)
	for _, c := range columns {
		line("column", c.Name, c.Type)
	}
	return hex.EncodeToString(h.Sum(nil))
}
