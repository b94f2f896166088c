package pipeline

import (
	"io/fs"
	"maps"
	"os"
	"reflect"
	"slices"
	"time"

	"quarterdeck/config"
	"quarterdeck/transforms"
)

// settings are the marts' settings: the configuration over the documented defaults.
func (p *Pipeline) settings(runID string, asOf, knownAt time.Time) transforms.Settings {
	s := transforms.Settings{
		AsOf: asOf, KnownAt: knownAt, RunID: runID,
		Company: p.cfg.Company.Name, Currency: p.cfg.Company.Currency, Timezone: p.cfg.Company.Timezone,
		FiscalYearStart: p.cfg.Company.FiscalYearStart,
		Metrics:         p.metrics(),
		Health:          p.health(),
		Schedules:       p.supportSchedules(asOf),
		Alerts:          p.alerts(),
	}
	for _, source := range p.cfg.Sources {
		for _, name := range slices.Sorted(maps.Keys(source.Attributes)) {
			a := source.Attributes[name]
			s.Attributes = append(s.Attributes, transforms.Attribute{Source: source.Name, Name: name, Field: a.Field, Type: a.Type})
		}
	}
	s.Surveys = p.surveys()
	for _, segment := range p.cfg.Segments {
		one := transforms.Segment{Name: segment.Name, Attribute: segment.Attribute, Expression: segment.Expression, At: segment.At}
		one.Bands = bandsOr(segment.Bands, nil)
		s.Segments = append(s.Segments, one)
	}
	p.scorecard(&s)
	s.Links = p.links()
	p.pillars(&s)
	return s
}

// surveys are the mapped questions of all sources.
func (p *Pipeline) surveys() []transforms.SurveyQuestion {
	var all []transforms.SurveyQuestion
	for _, source := range p.cfg.Sources {
		for _, q := range source.Surveys {
			all = append(all, transforms.SurveyQuestion{Source: source.Name, Survey: q.Survey, Question: q.Question, Name: q.Name, Kind: q.Kind,
				Scale: q.Scale, Reversed: q.Reversed, Relationship: q.Relationship, Comment: q.Comment, Words: q.Words})
		}
	}
	return all
}

// metrics copies every scalar setting to the one of the same name; what the
// configuration cannot set keeps its default.
func (p *Pipeline) metrics() transforms.Metrics {
	m := transforms.DefaultMetrics()
	from, to := reflect.ValueOf(p.cfg.Metrics), reflect.ValueOf(&m).Elem()
	for i := range from.NumField() {
		name := from.Type().Field(i).Tag.Get("yaml")
		for j := range to.NumField() {
			if to.Type().Field(j).Tag.Get("col") == name && to.Field(j).Type() == from.Field(i).Type() {
				to.Field(j).Set(from.Field(i))
			}
		}
	}
	m.Schedule = p.scheduleText()
	m.Tiers = bandsOr(p.cfg.Metrics.ValueTiers(), m.Tiers)
	m.TierQuantiles = bandsOr(p.cfg.Metrics.QuantileTiers(), m.TierQuantiles)
	for priority, minutes := range p.cfg.Metrics.SLATargetMinutes {
		m.FirstReplyTargets[priority] = float64(minutes)
	}
	return m
}

// bandsOr are the configured bands as the marts know them, or others where there are none.
func bandsOr(configured []config.Band, otherwise []transforms.Band) []transforms.Band {
	if len(configured) == 0 {
		return otherwise
	}
	var bands []transforms.Band
	for _, b := range configured {
		bands = append(bands, transforms.Band{Name: b.Name, LowerBound: b.From})
	}
	return bands
}

// overrides is the folder of the user's own models; nil when there is none.
func (p *Pipeline) overrides() fs.FS {
	if p.cfg.Models == "" {
		return nil
	}
	return os.DirFS(p.cfg.Models)
}
