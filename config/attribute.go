package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Attribute is one property of customers: where a source keeps it and what its
// values are.
type Attribute struct {
	// Field is the source's own name of it: a field of the CRM's companies, or an
	// extra column of a customers table. Empty means that it has our name.
	Field string
	// Type is text, number, date or flag.
	Type string
}

// AttributeTypes are what the values of an attribute can be; the first is the default.
func AttributeTypes() []string { return []string{"text", "number", "date", "flag"} }

// UnmarshalYAML reads either a bare field name or a mapping.
func (a *Attribute) UnmarshalYAML(unmarshal func(any) error) error {
	var field string
	if err := unmarshal(&field); err == nil {
		*a = Attribute{Field: field}
		return nil
	}
	var long struct {
		Field string `yaml:"field"`
		Type  string `yaml:"type"`
	}
	if err := unmarshal(&long); err != nil {
		return err
	}
	*a = Attribute{Field: long.Field, Type: long.Type}
	return nil
}

// AttributeType is the declared type of an attribute, whichever source has it;
// empty when none declares it.
func (c *Config) AttributeType(name string) string {
	for _, s := range c.Sources {
		if a, ok := s.Attributes[name]; ok {
			return a.Type
		}
	}
	return ""
}

// completeAttributes gives attributes without a field the one of our name, and
// those without a type the default.
func (c *Config) completeAttributes() {
	for _, s := range c.Sources {
		for name, a := range s.Attributes {
			s.Attributes[name] = Attribute{Field: cmp.Or(a.Field, name), Type: cmp.Or(a.Type, AttributeTypes()[0])}
		}
	}
}

// checkAttributes checks the attributes of every source: their names and types,
// and that two sources mean the same by one name.
func (c *Config) checkAttributes(v *validator) error {
	declared := map[string]string{}
	for i, s := range c.Sources {
		for _, name := range slices.Sorted(maps.Keys(s.Attributes)) {
			a, path := s.Attributes[name], fmt.Sprintf("$.sources[%d].attributes.%s", i, name)
			if !identifier.MatchString(name) {
				return v.fail(path, fmt.Sprintf("attribute name %q is not usable", name), "use lower-case letters, digits and _")
			}
			if !slices.Contains(AttributeTypes(), a.Type) {
				return v.fail(path+".type", fmt.Sprintf("attribute %s has unknown type %q", name, a.Type), "use one of "+strings.Join(AttributeTypes(), ", "))
			}
			if other, seen := declared[name]; seen && other != a.Type {
				return v.fail(path, fmt.Sprintf("attribute %s is %s here and %s in another source", name, a.Type, other), "give it one type, or two names")
			}
			declared[name] = a.Type
		}
	}
	return nil
}

// checkBands checks that the bands of a segment have something to go by.
func (c *Config) checkBands(v *validator, path string, s Segment) error {
	for j := 1; j < len(s.Bands); j++ {
		if s.Bands[j].From == s.Bands[j-1].From {
			return v.fail(path, fmt.Sprintf("bands %s and %s of segment %s begin at the same value", s.Bands[j-1].Name, s.Bands[j].Name, s.Name), "give each band its own lower bound")
		}
	}
	if s.Attribute == "" || s.Bands == nil {
		return nil
	}
	switch declared := c.AttributeType(s.Attribute); declared {
	case "number":
		return nil
	case "":
		return v.fail(path+".attribute", fmt.Sprintf("segment %s has bands of %s, an attribute no source declares", s.Name, s.Attribute),
			"add it under the source's attributes with 'type: number'")
	default:
		return v.fail(path+".attribute", fmt.Sprintf("segment %s has bands of %s, which is %s", s.Name, s.Attribute, declared),
			"write 'type: number' at the attribute, or leave the bands out")
	}
}
