package lake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"time"
)

const (
	horizonName = "pruned.json"
	horizonTemp = "pruned.json.tmp"
)

// horizon says, in a stream's folder, how far back the stream can be asked for.
// Loads before FirstLoad are gone or about to be.
type horizon struct {
	FormatVersion int       `json:"format_version"`
	FirstLoad     string    `json:"first_load"`
	KnownFrom     time.Time `json:"known_from"`
}

// PrunedError says that what was known at an instant was pruned.
type PrunedError struct {
	Source, Stream string
	KnownFrom      time.Time
}

// Error names the stream and from when on it can be asked for.
func (e *PrunedError) Error() string {
	return fmt.Sprintf("what was known of %s.%s before %s was pruned; ask for a later instant", e.Source, e.Stream, e.KnownFrom.Format(time.RFC3339))
}

// readHorizon is nil for a stream of which nothing was pruned.
func (l *Lake) readHorizon(dir string) (*horizon, error) {
	name := path.Join(dir, horizonName)
	data, err := l.disk.root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var h horizon
	if err == nil {
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.DisallowUnknownFields()
		err = decoder.Decode(&h)
	}
	if err == nil && (h.FormatVersion != plainVersion || !isLoadID(h.FirstLoad) || h.KnownFrom.IsZero()) {
		err = errors.New("it is not what this program writes")
	}
	if err != nil {
		return nil, &ManifestError{Path: filepath.Join(l.dir, filepath.FromSlash(name)), Err: err}
	}
	return &h, nil
}

// writeHorizon puts the file in place whole or not at all.
func (l *Lake) writeHorizon(dir string, h horizon) error {
	data, err := json.MarshalIndent(h, "", "  ")
	if err != nil {
		return fmt.Errorf("encode %s: %w", horizonName, err)
	}
	temp := path.Join(dir, horizonTemp)
	if err := l.disk.removeAll(temp); err != nil { // what a crash left
		return err
	}
	file, err := l.disk.create(temp)
	if err != nil {
		return err
	}
	if _, err := file.Write(append(data, '\n')); err != nil {
		return errors.Join(err, file.file.Close())
	}
	if err := file.finish(); err != nil {
		return err
	}
	if err := l.disk.rename(temp, path.Join(dir, horizonName)); err != nil {
		return err
	}
	return l.disk.syncDir(dir)
}

// remaining are the loads that were not pruned. It fails when what was known at
// knownAt is among those that were.
func (l *Lake) remaining(source, stream string, ids []string, knownAt time.Time) ([]string, error) {
	h, err := l.readHorizon(path.Join(source, stream))
	if err != nil || h == nil {
		return ids, err
	}
	if !knownAt.IsZero() && knownAt.Before(h.KnownFrom) {
		return nil, &PrunedError{Source: source, Stream: stream, KnownFrom: h.KnownFrom}
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id < h.FirstLoad }), nil
}
