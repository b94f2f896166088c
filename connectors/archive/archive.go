// Package archive reads the zip files vendors export into, with bounded memory
// and a bounded amount of content: an archive made to fill the disk ends in an
// error.
package archive

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"quarterdeck/connectors/rest"
)

const (
	// maxDirectory bounds the archive's list of members, which is read whole:
	// some hundred thousand of them.
	maxDirectory = 8 << 20
	// maxRatio is how many times larger than the archive its content may be;
	// events compress to a tenth or a twentieth.
	maxRatio = 400
	// spareBytes may always be unpacked, however small the archive.
	spareBytes = 64 << 20
)

// Archive is a zip whose memory and content are bounded.
type Archive struct {
	zip *zip.Reader
	// left is how many bytes may still be unpacked.
	left int64
}

// Open reads the list of members. It fails when the file is cut short.
func Open(file io.ReaderAt, size int64) (*Archive, error) {
	length, err := directoryLength(file, size)
	if err != nil {
		return nil, fmt.Errorf("open archive of %d bytes: %w", size, err)
	}
	if length > maxDirectory {
		return nil, fmt.Errorf("%w: a list of members of %d bytes", rest.ErrTooLarge, length)
	}
	z, err := zip.NewReader(file, size)
	if err != nil {
		return nil, fmt.Errorf("open archive of %d bytes: %w", size, err)
	}
	return &Archive{zip: z, left: max(maxRatio*size, spareBytes)}, nil
}

const (
	endLength       = 22
	locatorLength   = 20
	end64Length     = 56
	endMark         = "PK\x05\x06"
	locatorMark     = "PK\x06\x07"
	end64Mark       = "PK\x06\x06"
	longestComment  = 1<<16 - 1
	in64, offsetAt  = 1<<32 - 1, 16
	offset64At      = 48
	locatorOffsetAt = 8
)

var errCutShort = errors.New("it has no list of members, so it was cut short")

// directoryLength is how many bytes the list of members takes, from where it
// begins to the record at the end that says so.
func directoryLength(file io.ReaderAt, size int64) (int64, error) {
	tail := make([]byte, min(size, endLength+locatorLength+longestComment))
	if _, err := file.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	at := bytes.LastIndex(tail, []byte(endMark))
	if at < 0 || at+endLength > len(tail) {
		return 0, errCutShort
	}
	end := size - int64(len(tail)-at)
	offset := int64(binary.LittleEndian.Uint32(tail[at+offsetAt:]))
	if offset == in64 {
		return directoryLength64(file, tail[max(0, at-locatorLength):at], end)
	}
	return end - offset, nil
}

// directoryLength64 is directoryLength of an archive beyond 4 GB.
func directoryLength64(file io.ReaderAt, locator []byte, end int64) (int64, error) {
	if len(locator) < locatorLength || string(locator[:4]) != locatorMark {
		return 0, errCutShort
	}
	at := int64(binary.LittleEndian.Uint64(locator[locatorOffsetAt:]))
	if at < 0 || at > end-end64Length {
		return 0, errCutShort
	}
	record := make([]byte, end64Length)
	if _, err := file.ReadAt(record, at); err != nil || string(record[:4]) != end64Mark {
		return 0, errCutShort
	}
	offset := binary.LittleEndian.Uint64(record[offset64At:])
	if offset > uint64(end) {
		return 0, errCutShort
	}
	return end - int64(offset), nil
}

// Member is one file of an archive.
type Member struct {
	archive *Archive
	file    *zip.File
}

// Members lists the files in the archive's order.
func (a *Archive) Members() []*Member {
	var all []*Member
	for _, f := range a.zip.File {
		if !f.FileInfo().IsDir() {
			all = append(all, &Member{a, f})
		}
	}
	return all
}

// Name is the member's path in the archive.
func (m *Member) Name() string { return m.file.Name }

// Open unpacks the member, of its gzip too where it has one. The caller closes it.
func (m *Member) Open() (io.ReadCloser, error) {
	packed, err := m.file.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", m.Name(), err)
	}
	in := bufio.NewReaderSize(packed, 64<<10)
	var text io.Reader = in
	if mark, _ := in.Peek(2); bytes.Equal(mark, []byte{0x1f, 0x8b}) {
		if text, err = gzip.NewReader(in); err != nil {
			return nil, errors.Join(fmt.Errorf("open %s: %w", m.Name(), err), packed.Close())
		}
	}
	return &bounded{Reader: text, Closer: packed, left: &m.archive.left}, nil
}

var errBomb = fmt.Errorf("it unpacks to more than %d times its size", maxRatio)

// bounded ends in an error when the whole archive has unpacked to too much.
type bounded struct {
	io.Reader
	io.Closer
	left *int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if *b.left -= int64(n); *b.left < 0 {
		return 0, errBomb
	}
	return n, err
}
