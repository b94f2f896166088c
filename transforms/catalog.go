package transforms

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"strings"
)

//go:embed sql definitions rescored
var embedded embed.FS

// catalog is every SQL file and definition of a run: ours, with the user's laid
// over them.
type catalog struct {
	macros      string
	models      map[string]*model
	checks      map[string]*plainCheck
	evidence    map[string]*evidence   // by metric
	definitions map[string]*Definition // by metric
}

func newCatalog() *catalog {
	return &catalog{models: map[string]*model{}, checks: map[string]*plainCheck{}, evidence: map[string]*evidence{}, definitions: map[string]*Definition{}}
}

// loadCatalog reads the embedded files and then those of overrides, which may
// be nil. A file of overrides replaces ours of the same schema and name,
// whatever folder below the schema either stands in.
func loadCatalog(overrides fs.FS) (*catalog, error) {
	ours, err := fs.Sub(embedded, "sql")
	if err != nil {
		return nil, fmt.Errorf("open embedded models: %w", err)
	}
	c := newCatalog()
	if err := errors.Join(c.read(ours, "sql"), c.readDefinitions(embedded)); err != nil {
		return nil, err
	}
	if overrides != nil {
		theirs := newCatalog()
		if err := errors.Join(theirs.read(overrides, "."), theirs.readDefinitions(overrides)); err != nil {
			return nil, fmt.Errorf("read model overrides: %w", err)
		}
		c.overlay(theirs)
	}
	return c, nil
}

func (c *catalog) overlay(theirs *catalog) {
	maps.Copy(c.models, theirs.models)
	maps.Copy(c.checks, theirs.checks)
	maps.Copy(c.evidence, theirs.evidence)
	maps.Copy(c.definitions, theirs.definitions)
}

// readDefinitions reads the folder definitions, which may be missing.
func (c *catalog) readDefinitions(fsys fs.FS) error {
	names, err := fs.Glob(fsys, "definitions/*.yml")
	if err != nil {
		return fmt.Errorf("list definitions: %w", err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		d, err := parseDefinition(name, data)
		if err != nil {
			return err
		}
		c.definitions[d.Metric] = d
	}
	return nil
}

func (c *catalog) read(fsys fs.FS, prefix string) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".sql" {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		return c.add(name, path.Join(prefix, name), string(text))
	})
}

// add files one SQL text under the folder its path begins with.
func (c *catalog) add(name, file, text string) error {
	folder, _, nested := strings.Cut(name, "/")
	switch {
	case name == "macros.sql":
		c.macros = text
		return nil
	case nested && isModelSchema(folder):
		m, err := parseModel(folder, file, text)
		if err != nil {
			return err
		}
		if old := c.models[m.name]; old != nil {
			return fmt.Errorf("%s: %s is made by %s already", file, m.name, old.file)
		}
		c.models[m.name] = m
		return nil
	case nested && folder == "checks":
		check, err := parsePlainCheck(file, text)
		if err != nil {
			return err
		}
		c.checks[check.name] = check
		return nil
	case nested && folder == "evidence":
		e, err := parseEvidence(file, text)
		if err != nil {
			return err
		}
		c.evidence[e.metric] = e
		return nil
	default:
		return fmt.Errorf("%s: models live under %s, checks or evidence", file, strings.Join(modelSchemas(), ", "))
	}
}

// knownTables are the tables that exist before the first model.
func knownTables(tables []Table) map[string]bool {
	known := map[string]bool{"core.settings": true}
	for name := range qualityTables() {
		known[name] = true
	}
	for _, t := range RunnerTables() {
		known["core."+t.Name] = true
	}
	for _, t := range tables {
		known["raw."+t.Name] = true
		known["raw."+t.Name+goneSuffix] = true
	}
	return known
}

// checkTargets makes sure that every table a check reads exists.
func (c *catalog) checkTargets(known map[string]bool) error {
	exists := func(table string) bool { return c.models[table] != nil || known[table] }
	for _, name := range sortedKeys(c.checks) {
		check := c.checks[name]
		for _, ref := range check.refs {
			if !exists(ref.name) {
				return fmt.Errorf("%s:%d: unknown table %s", check.file, ref.line, ref.name)
			}
		}
		if table := check.totalTable(); table != "" && !exists(table) {
			return fmt.Errorf("%s:1: total: unknown table %s", check.file, table)
		}
	}
	for _, name := range sortedKeys(c.models) {
		for _, check := range c.models[name].checks {
			if table, _, _ := cutLast(check.target, "."); check.target != "" && !exists(table) {
				return fmt.Errorf("%s:1: check %s: unknown table %s", c.models[name].file, check.text, table)
			}
		}
	}
	return nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
