package files

import (
	"math/bits"
	"os"
)

// readTwice is from how many bytes on a table's files are read twice: first only
// for the keys that may stand in more than one row, so that of the others nothing
// need be remembered.
const readTwice = 64 << 20

// scout finds the keys that may stand in more than one row: all that do, and few
// that do not. It holds a bit for every four bytes of the files, at most 128 MB.
type scout struct {
	seen  []uint64
	again map[uint64]struct{}
}

func newScout(size int64) *scout {
	words := uint64(1) << bits.Len64(uint64(min(max(size, 1), 4<<30)/256))
	return &scout{seen: make([]uint64, words), again: map[uint64]struct{}{}}
}

// note takes the hash of a row's key.
func (s *scout) note(id uint64) {
	word, bit := id>>6%uint64(len(s.seen)), uint64(1)<<(id&63)
	if s.seen[word]&bit != 0 {
		s.again[id] = struct{}{}
	}
	s.seen[word] |= bit
}

// scoutKeys reads the files for their keys if they are large; nil says that they
// are not.
func (s *Source) scoutKeys(l *lander, paths []string) (map[uint64]struct{}, error) {
	var size int64
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		size += info.Size()
	}
	if size < s.readTwice {
		return nil, nil
	}
	first := *l
	first.scout = newScout(size)
	for _, path := range paths {
		if err := (&reader{path: path, stream: l.stream, table: s.tables[l.stream.Name]}).read(&first); err != nil {
			return nil, err
		}
	}
	return first.scout.again, nil
}
