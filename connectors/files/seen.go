package files

import (
	"fmt"
	"hash/maphash"

	"github.com/valyala/fastjson"
)

// seen remembers where the key of every row of a table stands. Of two rows with
// one key only one can be kept, so that they differ must not pass in silence; a
// row that is only repeated does no harm. It holds some forty bytes a row, unless
// it was told which keys alone may stand in several.
type seen struct {
	seed  maphash.Seed
	rows  map[uint64]place
	files []string
	again map[uint64]struct{} // nil: any key may
	text  []byte
}

// place is a row's file, line and content.
type place struct {
	file, line int32
	content    uint64
}

func newSeen() *seen { return &seen{seed: maphash.MakeSeed(), rows: map[uint64]place{}} }

// begin tells that the rows to come stand in this file.
func (s *seen) begin(path string) { s.files = append(s.files, path) }

// add notes a row. It says where another row with other values has its key.
func (s *seen) add(record *fastjson.Value, keys []string, line int) (reason string) {
	id := s.hash(record, keys)
	if s.again != nil {
		if _, may := s.again[id]; !may {
			return ""
		}
	}
	s.text = record.MarshalTo(s.text[:0])
	here := place{file: int32(len(s.files) - 1), line: int32(line), content: maphash.Bytes(s.seed, s.text)}
	before, known := s.rows[id]
	if !known {
		s.rows[id] = here
		return ""
	}
	if before.content == here.content {
		return ""
	}
	return fmt.Sprintf("%s:%d has the same %s with other values; give every row its own", s.files[before.file], before.line, and(keys))
}

// hash is that of a row's key.
func (s *seen) hash(record *fastjson.Value, keys []string) uint64 {
	s.text = s.text[:0]
	for _, key := range keys {
		if value := record.Get(key); value != nil {
			s.text = value.MarshalTo(s.text)
		}
		s.text = append(s.text, 0)
	}
	return maphash.Bytes(s.seed, s.text)
}

// and lists names for a sentence.
func and(names []string) string {
	text := names[0]
	for i, name := range names[1:] {
		if i == len(names)-2 {
			text += " and " + name
		} else {
			text += ", " + name
		}
	}
	return text
}
