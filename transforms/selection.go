package transforms

import (
	"fmt"
	"maps"
	"slices"
)

// selected leaves the models opts.Select names, with all that they and their checks
// read, and of the other checks those that read nothing else.
func (p *plan) selected(opts *Options) error {
	for _, name := range opts.Select {
		if p.catalog.models[name] == nil {
			return fmt.Errorf("select %s: there is no such model", name)
		}
	}
	known := knownTables(opts.Tables)
	keep := p.catalog.restsOn(opts.Select)
	var err error
	if p.models, err = orderModels(keep, known); err != nil {
		return err
	}
	there := func(table string) bool { return keep[table] != nil || known[table] }
	maps.DeleteFunc(p.catalog.checks, func(_ string, c *plainCheck) bool {
		table := c.totalTable()
		return table != "" && !there(table) || slices.ContainsFunc(c.refs, func(r reference) bool { return !there(r.name) })
	})
	read := p.tablesRead()
	opts.Tables = slices.DeleteFunc(slices.Clone(opts.Tables), func(t Table) bool {
		return (t.Own || len(t.Sources) == 0) && !read["raw."+t.Name] && !read["raw."+t.Name+goneSuffix]
	})
	return nil
}

// restsOn are the named models and all that they and their own checks read.
func (c *catalog) restsOn(names []string) map[string]*model {
	for wanted := slices.Clone(names); ; {
		keep := withDependencies(c.models, wanted)
		count := len(wanted)
		for _, name := range sortedKeys(keep) {
			for _, check := range keep[name].checks {
				target, _, _ := cutLast(check.target, ".")
				if c.models[target] != nil && keep[target] == nil {
					wanted = append(wanted, target)
				}
			}
		}
		if len(wanted) == count {
			return keep
		}
	}
}

// tablesRead are all the tables a model or check reads.
func (p *plan) tablesRead() map[string]bool {
	read := map[string]bool{}
	for _, m := range p.models {
		for _, ref := range m.refs {
			read[ref.name] = true
		}
	}
	for _, c := range p.catalog.checks {
		read[c.totalTable()] = true
		for _, ref := range c.refs {
			read[ref.name] = true
		}
	}
	return read
}
