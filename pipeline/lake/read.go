package lake

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// ManifestError says that a load's manifest cannot be used.
type ManifestError struct {
	Path string // of the manifest, absolute
	Err  error
}

// Error names the file and the trouble.
func (e *ManifestError) Error() string {
	return fmt.Sprintf("read %s: %v; restore the file from a backup, or remove the stream's folder to pull all of it again", e.Path, e.Err)
}

// Unwrap gives the cause.
func (e *ManifestError) Unwrap() error { return e.Err }

// Newest is the manifest of the newest load of a stream; nil when there is
// none. Its Cursor is the stream's cursor.
func (l *Lake) Newest(source, stream string) (*Manifest, error) {
	dir, err := streamPath(source, stream)
	if err != nil {
		return nil, fmt.Errorf("read newest load: %w", err)
	}
	ids, err := l.loadIDs(dir)
	if err != nil {
		return nil, fmt.Errorf("read newest load of %s: %w", dir, err)
	}
	return l.newest(source, stream, ids)
}

func (l *Lake) newest(source, stream string, ids []string) (*Manifest, error) {
	for _, id := range slices.Backward(ids) {
		m, err := l.manifest(source, stream, id)
		if m != nil || err != nil {
			return m, err
		}
	}
	return nil, nil
}

// Parts are the Parquet files of Loads, as absolute paths in the same order.
func (l *Lake) Parts(source, stream string, knownAt time.Time) ([]string, error) {
	loads, err := l.Loads(source, stream, knownAt)
	if err != nil {
		return nil, err
	}
	var parts []string
	for _, m := range loads {
		parts = append(parts, l.Files(m)...)
	}
	return parts, nil
}

// Files are the Parquet files of one load, as absolute paths.
func (l *Lake) Files(m *Manifest) []string {
	files := make([]string, 0, len(m.Parts))
	for _, p := range m.Parts {
		files = append(files, filepath.Join(l.dir, filepath.FromSlash(partPath(m, p))))
	}
	return files
}

func partPath(m *Manifest, p Part) string {
	return path.Join(m.Source, m.Stream, loadPrefix+m.LoadID, p.Name)
}

// StreamID names a stream of a source.
type StreamID struct{ Source, Stream string }

// Streams lists what the lake has folders for, in order.
func (l *Lake) Streams() ([]StreamID, error) {
	sources, err := l.disk.folders(".")
	if err != nil {
		return nil, fmt.Errorf("list lake: %w", err)
	}
	var found []StreamID
	for _, source := range sources {
		streams, err := l.disk.folders(source)
		if err != nil {
			return nil, fmt.Errorf("list lake: %w", err)
		}
		for _, stream := range streams {
			if _, err := streamPath(source, stream); err == nil {
				found = append(found, StreamID{source, stream})
			}
		}
	}
	return found, nil
}

// loadIDs lists the load folders of a stream, oldest first, finished or not.
func (l *Lake) loadIDs(dir string) ([]string, error) {
	folders, err := l.disk.folders(dir)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, name := range folders {
		if id, ok := parseLoadDir(name); ok {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// manifest reads one load's manifest; nil when the load does not exist.
func (l *Lake) manifest(source, stream, id string) (*Manifest, error) {
	name := path.Join(source, stream, loadPrefix+id, manifestName)
	data, err := l.disk.root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var m *Manifest
	if err == nil {
		m, err = ParseManifest(data)
	}
	if err == nil && (m.Source != source || m.Stream != stream || m.LoadID != id) {
		err = fmt.Errorf("it is the manifest of %s/%s %s", m.Source, m.Stream, m.LoadID)
	}
	if err != nil {
		return nil, &ManifestError{Path: filepath.Join(l.dir, filepath.FromSlash(name)), Err: err}
	}
	return m, nil
}
