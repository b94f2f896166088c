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

// FormatVersion is the version of the manifest this program writes and the
// newest it reads.
const FormatVersion = 1

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
	case m.FormatVersion != FormatVersion:
		return fmt.Errorf("format version is %d, want %d", m.FormatVersion, FormatVersion)
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
	}
	return m.validateParts()
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
