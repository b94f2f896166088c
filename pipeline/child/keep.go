package child

import (
	"bytes"
	"fmt"
	"os"
	"sync"
)

// Log is a file that keeps the end of what is written to it. It is for the
// goroutine that copies a child's output and whoever closes it.
type Log struct {
	mu   sync.Mutex
	path string
	most int64
	file *os.File
	size int64
}

// OpenLog opens the file at path to write on behind what it has, and keeps it
// below most bytes. The caller closes it.
func OpenLog(path string, most int64) (*Log, error) {
	l := &Log{path: path, most: most}
	if err := l.open(); err != nil {
		return nil, err
	}
	return l, nil
}

func (l *Log) open() error {
	file, err := os.OpenFile(l.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open run log: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return fmt.Errorf("open run log: %w", err)
	}
	l.file, l.size = file, info.Size()
	return nil
}

// Write appends; once the file is full, the older half of it goes.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size+int64(len(p)) > l.most && l.size > 0 {
		if err := l.shorten(); err != nil {
			return 0, err
		}
	}
	n, err := l.file.Write(p)
	l.size += int64(n)
	return n, err
}

// shorten keeps the newer half of the file, from the beginning of a line on.
func (l *Log) shorten() error {
	text, err := os.ReadFile(l.path)
	if err != nil {
		return fmt.Errorf("shorten run log: %w", err)
	}
	text = text[max(0, int64(len(text))-l.most/2):]
	if _, rest, found := bytes.Cut(text, []byte("\n")); found {
		text = rest
	}
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("shorten run log: %w", err)
	}
	temp := l.path + ".tmp"
	if err := os.WriteFile(temp, text, 0o600); err != nil {
		return fmt.Errorf("shorten run log: %w", err)
	}
	if err := os.Rename(temp, l.path); err != nil {
		return fmt.Errorf("shorten run log: %w", err)
	}
	return l.open()
}

// Close closes the file.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}
