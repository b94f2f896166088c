package transforms

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/marcboeker/go-duckdb/v2"
)

// database is the DuckDB a run builds in, over one of its connections. Each has the
// same session settings and serves one goroutine.
//
// What is not published lives in in-memory databases attached under the names of
// their schemas: raw.<table> resolves, but nothing of the lake, and no step on the
// way to a mart, is copied into the file.
type database struct {
	pool *sql.DB
	conn *sql.Conn
	// others are further connections to the same database, opened with it because
	// nothing can be set once it is locked. Each shares the pool and has no others.
	others []*database
}

// connections is how many statements may run at once. DuckDB spreads one big
// statement over its threads; a second one fills them where the first cannot, and a
// build of a small company is mostly planning, which is done by one.
const connections = 2

// openDatabase opens a fresh file; an empty path is a database in memory.
func openDatabase(ctx context.Context, opts Options) (*database, error) {
	connector, err := duckdb.NewConnector(opts.dsn(), nil)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", opts.Path, err)
	}
	db, err := connect(ctx, sql.OpenDB(connector))
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", opts.Path, err)
	}
	statements := []string{"ATTACH ':memory:' AS raw"}
	for _, schema := range modelSchemas() {
		if published(schema) {
			statements = append(statements, "CREATE SCHEMA "+schema)
		} else {
			statements = append(statements, "ATTACH ':memory:' AS "+schema)
		}
	}
	for _, statement := range statements {
		if err := db.exec(ctx, statement); err != nil {
			return nil, errors.Join(fmt.Errorf("prepare database: %w", err), db.Close())
		}
	}
	if opts.MemoryLimit == "" {
		if err := db.boundMemory(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("bound memory: %w", err), db.Close())
		}
	}
	return db, nil
}

// connect opens the connections of a database; on failure the pool is closed.
func connect(ctx context.Context, pool *sql.DB) (*database, error) {
	pool.SetMaxOpenConns(connections)
	db := &database{pool: pool}
	for i := range connections {
		conn, err := pool.Conn(ctx)
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
		lane := db
		if i > 0 {
			lane = &database{pool: pool}
			db.others = append(db.others, lane)
		}
		lane.conn = conn
		if err := lane.exec(ctx, "SET TimeZone = 'UTC'"); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

// MostMemory bounds what DuckDB takes where nobody says otherwise. What does not
// fit goes to its temporary files; the process holds up to a gigabyte more.
const MostMemory = "2.8GiB"

// boundMemory lowers DuckDB's own limit, which goes by the machine, to MostMemory.
func (db *database) boundMemory(ctx context.Context) error {
	var limit string
	if err := db.scan(ctx, "SELECT current_setting('memory_limit')", &limit); err != nil {
		return err
	}
	var size float64
	var unit string
	if _, err := fmt.Sscanf(limit, "%f %s", &size, &unit); err != nil {
		return fmt.Errorf("read limit %q: %w", limit, err)
	}
	if unit == "TiB" || unit == "GiB" && size > 2.8 {
		return db.exec(ctx, "SET memory_limit = "+literal(MostMemory))
	}
	return nil
}

// dsn sets what must hold from the first instant: no extension is ever fetched
// or loaded, and memory, disk and threads are bounded.
func (o Options) dsn() string {
	q := url.Values{
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
		"allow_community_extensions":   {"false"},
		"allow_persistent_secrets":     {"false"},
		"temp_directory":               {o.tempDir()},
		"max_temp_directory_size":      {"20GB"},
		"memory_limit":                 {o.MemoryLimit},
		"threads":                      {strconv.Itoa(o.Threads)},
		// One checkpoint at the end instead of one whenever the log has grown.
		"checkpoint_threshold": {"4GB"},
	}
	if o.MemoryLimit == "" {
		q.Del("memory_limit")
	}
	if o.Threads == 0 {
		q.Del("threads")
	}
	return o.Path + "?" + q.Encode()
}

func (o Options) tempDir() string { return filepath.Join(o.WorkDir, "duckdb_tmp") }

// lock ends the runner's own file access: from here on SQL, ours or a user's,
// can reach no file but the landed ones and DuckDB's temporary ones, and can
// change no setting.
func (db *database) lock(ctx context.Context, opts Options) error {
	var files []string
	for _, t := range opts.Tables {
		for _, source := range t.Sources {
			files = append(files, source.Files...)
		}
	}
	for _, statement := range []string{
		"SET allowed_paths = [" + sqlList(files) + "]",
		"SET allowed_directories = [" + literal(opts.tempDir()) + "]",
		"SET enable_external_access = false",
		"SET lock_configuration = true",
	} {
		if err := db.exec(ctx, statement); err != nil {
			return fmt.Errorf("lock database: %w", err)
		}
	}
	return nil
}

func (db *database) exec(ctx context.Context, statement string) error {
	_, err := db.conn.ExecContext(ctx, statement)
	return err
}

func (db *database) scan(ctx context.Context, query string, into ...any) error {
	return db.conn.QueryRowContext(ctx, query).Scan(into...)
}

// prepares tells whether a query can be run, without running it.
func (db *database) prepares(ctx context.Context, query string) error {
	statement, err := db.conn.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	return statement.Close()
}

func (db *database) count(ctx context.Context, table string) (int64, error) {
	var n int64
	err := db.scan(ctx, "SELECT count(*) FROM "+table, &n)
	return n, err
}

// Close closes every connection and the file.
func (db *database) Close() error {
	var errs []error
	for _, one := range append([]*database{db}, db.others...) {
		if one.conn != nil {
			errs = append(errs, one.conn.Close())
		}
	}
	return errors.Join(append(errs, db.pool.Close())...)
}

// OpenReadOnly opens a published file for reading. Queries on it can reach no
// other file and change no setting.
func OpenReadOnly(ctx context.Context, path string) (*sql.DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open marts: %w", err)
	}
	q := url.Values{
		"access_mode":                  {"read_only"},
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
		"allow_community_extensions":   {"false"},
		"enable_external_access":       {"false"},
		"lock_configuration":           {"true"},
	}
	db, err := sql.Open("duckdb", path+"?"+q.Encode())
	if err != nil {
		return nil, fmt.Errorf("open marts %s: %w", path, err)
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open marts %s: %w", path, err), db.Close())
	}
	return db, nil
}

// sqlList is a list of strings as SQL literals.
func sqlList(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = literal(v)
	}
	return strings.Join(quoted, ", ")
}
