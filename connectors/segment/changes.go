package segment

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// settles is how long after its last change a file may still be being written.
const settles = 5 * time.Minute

// known is what the cursor remembers of a file.
type known struct {
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	SHA256   string    `json:"sha256"`
	// Fresh is set when the file had only just changed when it was read: it may
	// have changed again within the resolution of its time.
	Fresh bool `json:"fresh,omitempty"`
}

// foundFile is a file that matches the pattern.
type foundFile struct {
	path     string
	name     string // below the pattern's folder, with slashes
	size     int64
	modified time.Time
}

// find lists the files in the order of their names.
func (s *Source) find() ([]foundFile, error) {
	paths, err := filepath.Glob(s.pattern)
	if err != nil {
		return nil, fmt.Errorf("find messages: %w", err)
	}
	var found []foundFile
	for _, path := range paths {
		info, err := os.Stat(path)
		if errors.Is(err, os.ErrNotExist) {
			continue // moved away between the two looks
		}
		if err != nil {
			return nil, fmt.Errorf("find messages: %w", err)
		}
		if !info.Mode().IsRegular() {
			continue
		}
		name, err := filepath.Rel(s.base(), path)
		if err != nil {
			return nil, fmt.Errorf("find messages: %w", err)
		}
		found = append(found, foundFile{path: path, name: filepath.ToSlash(name), size: info.Size(), modified: info.ModTime().UTC()})
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("read messages: no file matches %s; write one, or correct the path of source %s", s.pattern, s.name)
	}
	return found, nil
}

// unchanged says whether the file is surely the one that was read before. A file
// is only known by its size and time where both were settled; otherwise its
// content decides.
func (f foundFile) unchanged(before known) (bool, error) {
	if f.size != before.Size {
		return false, nil
	}
	if f.modified.Equal(before.Modified) && !before.Fresh {
		return true, nil
	}
	sum, err := f.sum()
	return sum == before.SHA256, err
}

func (f foundFile) sum() (string, error) {
	in, err := os.Open(f.path)
	if err != nil {
		return "", fmt.Errorf("read messages: %w", err)
	}
	defer in.Close()
	digest := sha256.New()
	if _, err := io.Copy(digest, io.LimitReader(in, f.size)); err != nil {
		return "", fmt.Errorf("read %s: %w", f.path, err)
	}
	return spellSum(digest), nil
}

func spellSum(digest hash.Hash) string {
	return base64.RawStdEncoding.EncodeToString(digest.Sum(nil))
}

// beingWritten says whether the file ends in the middle of a line, or of its
// compressed data, and changed so recently that the rest may still come.
func (f foundFile) beingWritten(now time.Time) (bool, error) {
	if now.Sub(f.modified) >= settles || f.size == 0 {
		return false, nil
	}
	in, err := os.Open(f.path)
	if err != nil {
		return false, fmt.Errorf("read messages: %w", err)
	}
	defer in.Close()
	if !f.zipped() {
		last := make([]byte, 1)
		if _, err := in.ReadAt(last, f.size-1); err != nil {
			return false, fmt.Errorf("read %s: %w", f.path, err)
		}
		return last[0] != '\n', nil
	}
	text, err := f.unpacked(in)
	if err == nil {
		_, err = io.Copy(io.Discard, text)
	}
	return cutShort(err), nil
}

func cutShort(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

func (f foundFile) zipped() bool { return strings.EqualFold(filepath.Ext(f.path), ".gz") }

// unpacked reads as much of the file as there was when it was found, without its
// gzip and its byte order mark.
func (f foundFile) unpacked(in io.Reader) (io.Reader, error) {
	text := io.LimitReader(in, f.size)
	if f.zipped() {
		zipped, err := gzip.NewReader(text)
		if err != nil {
			return nil, err
		}
		text = zipped
	}
	buffered := bufio.NewReaderSize(text, 64<<10)
	if mark, _ := buffered.Peek(3); string(mark) == "\xef\xbb\xbf" {
		if _, err := buffered.Discard(3); err != nil {
			return nil, err
		}
	}
	return buffered, nil
}
