package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"quarterdeck/pipeline/forget"
)

// searchForgotten looks for the customer's ids and addresses in all of the data
// folder: in the bytes of every file, in the rows of the lake and of the marts.
func (p *Pipeline) searchForgotten(ctx context.Context, job forgetting, report *ForgetReport) error {
	words := forget.NewScrubber(job.Words)
	report.Found = []string{}
	if err := p.searchFiles(words, report); err != nil {
		return err
	}
	store, _, err := p.open(ctx)
	if err != nil {
		return err
	}
	streams, err := store.Streams()
	if err != nil {
		return err
	}
	for _, id := range streams {
		hits := 0
		err := store.Scan(ctx, id, func(batch arrow.Record) error {
			hits += words.CountIn(batch)
			return nil
		})
		if err != nil {
			return err
		}
		if hits > 0 {
			report.Found = append(report.Found, fmt.Sprintf("%s.%s: %d", id.Source, id.Stream, hits))
		}
	}
	return p.searchMarts(ctx, job, report)
}

// searchFiles reads every file but the list of what was forgotten, which is of hashes,
// and the job itself, which goes last.
func (p *Pipeline) searchFiles(words *forget.Scrubber, report *ForgetReport) error {
	return filepath.WalkDir(p.cfg.Data, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && entry.IsDir() {
			return nil
		}
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		name := p.relative(path)
		if name == forgettingFile || name == forgottenFile {
			return nil
		}
		n, err := countIn(path, words)
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		report.Searched++
		if n += words.Count(name); n > 0 {
			report.Found = append(report.Found, fmt.Sprintf("%s: %d", name, n))
		}
		return nil
	})
}

// countIn counts the words in a file of any size. One that lies where two pieces meet
// may count twice.
func countIn(path string, words *forget.Scrubber) (n int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	const overlap = 4 << 10
	buffer := make([]byte, 4<<20)
	kept := 0
	for {
		read, err := io.ReadFull(file, buffer[kept:])
		n += words.Count(string(buffer[:kept+read]))
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		kept = copy(buffer, buffer[len(buffer)-overlap:])
	}
}

// searchMarts reads every row of every table of the publication.
func (p *Pipeline) searchMarts(ctx context.Context, job forgetting, report *ForgetReport) (err error) {
	db, err := p.OpenCurrent(ctx)
	if errors.Is(err, ErrNothingPublished) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tables, err := texts(ctx, db, `SELECT '"' || table_schema || '"."' || table_name || '"' FROM information_schema.tables ORDER BY 1`)
	if err != nil {
		return err
	}
	for _, table := range tables {
		var conditions []string
		var args []any
		for _, word := range job.Words {
			if len(word) >= 6 {
				conditions = append(conditions, `contains(lower(one::VARCHAR), lower(?))`)
				args = append(args, word)
			}
		}
		if len(conditions) == 0 {
			return nil
		}
		found, err := texts(ctx, db, `SELECT count(*)::VARCHAR FROM `+table+` AS one WHERE `+strings.Join(conditions, ` OR `)+` HAVING count(*) > 0`, args...)
		if err != nil {
			return err
		}
		for _, n := range found {
			report.Found = append(report.Found, table+": "+n)
		}
	}
	return nil
}
