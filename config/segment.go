package config

import (
	"cmp"
	"slices"
)

// Segment is one dimension of the customer base: an attribute of the customer,
// bands of a numeric one, bands of the MRR, or an expression of SQL.
type Segment struct {
	Name string
	// Attribute is the customer attribute the dimension shows; empty for bands of MRR.
	Attribute string
	// Bands are ordered by their lower bound; nil where every value is a segment.
	Bands []Band
	// Expression is SQL over the customer's columns and attributes that gives the segment.
	Expression string
	// At is the place of the expression in the file.
	At string `json:"-"`
}

// Band holds the customers whose MRR, or number, is at or above From and below
// the next band.
type Band struct {
	Name string
	From float64
}

// UnmarshalYAML reads either a bare attribute name or a mapping.
func (s *Segment) UnmarshalYAML(unmarshal func(any) error) error {
	var name string
	if err := unmarshal(&name); err == nil {
		*s = Segment{Name: name, Attribute: name}
		return nil
	}
	var long struct {
		Name       string             `yaml:"name"`
		Attribute  string             `yaml:"attribute"`
		Bands      map[string]float64 `yaml:"bands"`
		Expression string             `yaml:"expression"`
	}
	if err := unmarshal(&long); err != nil {
		return err
	}
	*s = Segment{Name: long.Name, Attribute: long.Attribute, Bands: sortBands(long.Bands), Expression: long.Expression}
	if s.Attribute == "" && s.Bands == nil && s.Expression == "" {
		s.Attribute = s.Name
	}
	return nil
}

func sortBands(byName map[string]float64) []Band {
	var bands []Band
	for name, from := range byName {
		bands = append(bands, Band{Name: name, From: from})
	}
	slices.SortFunc(bands, func(a, b Band) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Name, b.Name))
	})
	return bands
}
