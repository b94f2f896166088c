package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// LookupEnv finds a variable's value; os.LookupEnv is one.
type LookupEnv func(name string) (string, bool)

// Load reads, expands, decodes and validates the file at path. Every error is
// an *Error that says where the trouble is and how to mend it.
func Load(path string, lookup LookupEnv) (*Config, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, &Error{File: path, Message: "no such file", Mend: "write one with 'quarterdeck init', or name yours with --config"}
	}
	if err != nil {
		return nil, &Error{File: path, Message: err.Error()}
	}
	cfg, err := parse(path, data, lookup, fetchFrom(filepath.Dir(path)))
	if err != nil {
		return nil, err
	}
	cfg.resolvePaths(filepath.Dir(path))
	if err := cfg.loadAssessments(); err != nil {
		return nil, err
	}
	if err := cfg.Reviews.loadDecisions(); err != nil {
		return nil, err
	}
	return cfg, nil
}

// Parse is Load for text already read; paths in it stay as written, and no file is
// read and no command run for it. The name is only used in errors.
func Parse(name string, data []byte, lookup LookupEnv) (*Config, error) {
	return parse(name, data, lookup, nil)
}

func parse(name string, data []byte, lookup LookupEnv, fetch fetcher) (*Config, error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, located(name, err)
	}
	if err := expand(name, file, lookup, fetch); err != nil {
		return nil, err
	}
	cfg := defaults()
	if len(file.Docs) > 1 && file.Docs[1].Body != nil {
		return nil, at(name, file.Docs[1].Body.GetToken(), "a second document", "keep one YAML document in the file")
	}
	if len(file.Docs) > 0 && file.Docs[0].Body != nil {
		if err := decode(file.Docs[0].Body, cfg); err != nil {
			return nil, located(name, err)
		}
	}
	cfg.completeAttributes()
	if err := cfg.validate(name, file); err != nil {
		return nil, err
	}
	return cfg, nil
}

// defaults is a config that leaves every optional key at its documented value.
func defaults() *Config {
	return &Config{
		Company:         Company{Currency: "USD", Timezone: "UTC", FiscalYearStart: 1},
		Data:            "data",
		Metrics:         defaultMetrics(),
		ScorecardLimits: ScorecardLimits{ManyKPIs: 12, MostKPIs: 25, MostShare: 0.4},
		Alerts:          defaultAlerts(),
		Health:          defaultHealth(),
		Reviews:         defaultReviews(),
		Serve:           Serve{Address: ServeAddress},
	}
}

func (c *Config) resolvePaths(dir string) {
	c.Data = under(dir, c.Data)
	if c.Models != "" {
		c.Models = under(dir, c.Models)
	}
	if c.Pillars.Assessments != "" {
		c.Pillars.Assessments = under(dir, c.Pillars.Assessments)
	}
	c.Reviews.resolvePaths(dir)
	c.Delivery.resolvePaths(dir)
	c.Serve.resolvePaths(dir)
	for i, s := range c.Sources {
		if s.Path != "" {
			c.Sources[i].Path = under(dir, s.Path)
		}
		for name, t := range s.Tables {
			if t.Path != "" && s.Type == "files" { // a missing one stays missing, for the source to complain of
				t.Path = under(dir, t.Path)
			}
			s.Tables[name] = t
		}
	}
}

func under(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// Error is a finding in the config file. Line and Column count from 1 and are
// 0 where the whole file is meant.
type Error struct {
	File         string
	Line, Column int
	Message      string
	// Mend says what to do about it; empty when the message says it.
	Mend string
}

// Error prints file:line:column: message; mend.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", e.Line, e.Column)
	}
	b.WriteString(": " + e.Message)
	if e.Mend != "" {
		b.WriteString("; " + e.Mend)
	}
	return b.String()
}

// located turns a YAML error into an *Error with its place.
func located(name string, err error) error {
	var positioned yaml.Error
	if !errors.As(err, &positioned) || positioned.GetToken() == nil {
		return &Error{File: name, Message: err.Error()}
	}
	message := positioned.GetMessage()
	mend := ""
	var mismatch *yaml.TypeError
	if errors.As(err, &mismatch) {
		message = fmt.Sprintf("expected %s, found %s", mismatch.DstType, mismatch.SrcType)
	}
	if field, found := strings.CutPrefix(message, "unknown field "); found {
		message = "unknown key " + field
		mend = "check its spelling and indentation against config/example.yml"
	}
	return at(name, positioned.GetToken(), message, mend)
}

func at(name string, tk *token.Token, message, mend string) *Error {
	return &Error{File: name, Line: tk.Position.Line, Column: tk.Position.Column, Message: message, Mend: mend}
}

// nodeAt finds the node of a path such as "$.sources[0].type", or nil.
func nodeAt(file *ast.File, path string) ast.Node {
	p, err := yaml.PathString(path)
	if err != nil {
		return nil
	}
	node, err := p.FilterFile(file)
	if err != nil {
		return nil
	}
	return node
}
