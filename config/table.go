package config

import (
	"fmt"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// Table is one canonical table of a files or rest source.
type Table struct {
	// Path is a file or a glob (CSV, JSONL or Parquet, also with .gz), or what
	// follows the base URL of a rest source.
	Path string `yaml:"path"`
	// Columns maps our column name to the file's, or to the dotted path inside a
	// record; unnamed columns keep their name.
	Columns map[string]string `yaml:"columns"`

	// Encoding is the text encoding of CSV files, such as windows-1252; empty means UTF-8.
	Encoding string `yaml:"encoding"`
	// Delimiter separates CSV columns; empty means a comma.
	Delimiter string `yaml:"delimiter"`
	// DecimalComma is true where numbers are written 1.234,56.
	DecimalComma bool `yaml:"decimal_comma"`
	// DateFormat is how days are written, such as DD.MM.YYYY; empty means YYYY-MM-DD.
	DateFormat string `yaml:"date_format"`
	// Timezone is the IANA zone of instants written without one; empty means UTC.
	Timezone string `yaml:"timezone"`

	// Query is sent with every request of a rest source.
	Query map[string]string `yaml:"query"`
	// Records is the dotted path of the array of records; empty means the answer itself.
	Records string `yaml:"records"`
	Paging  Paging `yaml:"paging"`
	Cursor  Cursor `yaml:"cursor"`
}

// Paging says how a rest source walks through the pages of an answer.
type Paging struct {
	// Style is none, page, offset, cursor, link (the Link header) or next_url.
	Style string `yaml:"style"`
	// Param is the query parameter that names the page, offset or cursor.
	Param string `yaml:"param"`
	// SizeParam and Size ask for so many records a page.
	SizeParam string `yaml:"size_param"`
	Size      int    `yaml:"size"`
	// First is the number of the first page or offset; nil means 1 for pages and 0 for offsets.
	First *int `yaml:"first"`
	// Next is the dotted path of the next cursor or URL in the answer.
	Next string `yaml:"next"`
	// More is the dotted path of a boolean that says whether another page follows.
	More string `yaml:"more"`
}

// Cursor says how a rest source asks for what changed. Without a param every
// pull asks for everything.
type Cursor struct {
	// Column is our column that holds when a record last changed.
	Column string `yaml:"column"`
	// Param is the query parameter that asks for what changed since.
	Param string `yaml:"param"`
	// Format is rfc3339, date, unix or unix_ms.
	Format string `yaml:"format"`
	// Lookback is how far before the cursor each pull begins, such as 10m.
	Lookback string `yaml:"lookback"`
}

// Auth is how a rest source proves who asks; the secret is the source's token
// (client_secret for client_credentials).
type Auth struct {
	// Kind is none, bearer, basic, header, query or client_credentials; empty
	// means bearer where the source has a token.
	Kind string `yaml:"kind"`
	// Name is the header's or the query parameter's.
	Name string `yaml:"name"`
	// TokenURL and Scope are those of client_credentials.
	TokenURL string `yaml:"token_url"`
	Scope    string `yaml:"scope"`
}

// checkTables checks what each table of a files source says about its files.
func (s Source) checkTables(v *validator, path string) error {
	if s.Type != "files" {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(s.Tables)) {
		if err := s.Tables[name].checkFiles(v, path+".tables."+name); err != nil {
			return err
		}
	}
	return nil
}

func (t Table) checkFiles(v *validator, path string) error {
	if _, err := htmlindex.Get(t.Encoding); t.Encoding != "" && err != nil {
		return v.fail(path+".encoding", fmt.Sprintf("unknown encoding %q", t.Encoding), "write one such as windows-1252, iso-8859-15 or utf-16")
	}
	if t.Delimiter != "" && t.Delimiter != "tab" && (utf8.RuneCountInString(t.Delimiter) != 1 || t.Delimiter == "\"" || t.Delimiter == "\n" || t.Delimiter == "\r") {
		return v.fail(path+".delimiter", fmt.Sprintf("delimiter %q is not usable", t.Delimiter), `write one character such as ";" or the word tab`)
	}
	if _, err := DateLayout(t.DateFormat); t.DateFormat != "" && err != nil {
		return v.fail(path+".date_format", fmt.Sprintf("date_format %q is not usable", t.DateFormat), "write YYYY, MM and DD once each, such as DD.MM.YYYY")
	}
	if _, err := time.LoadLocation(t.Timezone); err != nil || t.Timezone == "Local" {
		return v.fail(path+".timezone", fmt.Sprintf("timezone %q is not a time zone", t.Timezone), "write an IANA name such as Europe/Berlin")
	}
	if t.Query != nil || t.Records != "" || t.Paging != (Paging{}) || t.Cursor != (Cursor{}) {
		return v.fail(path, "query, records, paging and cursor are for a rest source", "remove them, or set the source's type to rest")
	}
	return nil
}
