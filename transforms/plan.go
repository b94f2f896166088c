package transforms

import "io/fs"

// plan is what a build will do: the catalog, and its models in order.
type plan struct {
	catalog *catalog
	models  []*model
}

// newPlan plans to make everything; models of instead stand in for all others of
// their names.
func newPlan(opts Options, instead ...fs.FS) (*plan, error) {
	c, err := loadCatalog(opts.Overrides)
	if err != nil {
		return nil, err
	}
	for _, files := range instead {
		over := newCatalog()
		if err := over.read(files, "rescored"); err != nil {
			return nil, err
		}
		c.overlay(over)
	}
	if err := c.addGenerated(opts.Settings, nil); err != nil {
		return nil, err
	}
	known := knownTables(opts.Tables)
	if err := c.checkDefinitions(known); err != nil {
		return nil, err
	}
	models, err := orderModels(c.models, known)
	if err != nil {
		return nil, err
	}
	if err := c.checkTargets(known); err != nil {
		return nil, err
	}
	return &plan{catalog: c, models: models}, nil
}

// wants tells whether any model or check reads the table.
func (p *plan) wants(table string) bool {
	for _, m := range p.models {
		for _, ref := range m.refs {
			if ref.name == table {
				return true
			}
		}
	}
	return false
}
