package transforms

// phase is one of the two parts of a build, each with its models and then its checks.
type phase struct {
	models []*model
	checks []*plainCheck
}

// aroundChecks parts the plan: early is all that does not read what the checks find,
// late is what does, directly or not, with the checks that look at it.
func (p *plan) aroundChecks() (early, late phase) {
	isLate := map[string]bool{}
	for name := range qualityTables() {
		isLate[name] = true
	}
	for _, m := range p.models { // each after those it reads
		if readsAny(m.refs, isLate) {
			isLate[m.name] = true
			late.models = append(late.models, m)
			continue
		}
		early.models = append(early.models, m)
	}
	for _, name := range sortedKeys(p.catalog.checks) {
		check := p.catalog.checks[name]
		if readsAny(check.refs, isLate) {
			late.checks = append(late.checks, check)
			continue
		}
		early.checks = append(early.checks, check)
	}
	return early, late
}
