package config

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Reviews is how reviews look, in which language they are and what customers may
// see in them. Everything may be left out.
type Reviews struct {
	// Paper is a4 or letter.
	Paper string `yaml:"paper"`
	// Language is the language of the wording, as en or pt-BR.
	Language string `yaml:"language"`
	// LanguageAttribute is an attribute of customers that says the language of their
	// own reviews; whoever has none, or one without wording, gets Language.
	LanguageAttribute string `yaml:"language_attribute"`
	// Templates is a folder of own theme.yml, wording/<language>.yml and fonts/.
	// What is not in it is as shipped.
	Templates string `yaml:"templates"`
	// Sections are the pages between the summary and the appendix, in their order;
	// nil means all of them.
	Sections []string `yaml:"sections"`
	// Logo is a PNG or SVG of the company, printed on the first page.
	Logo string `yaml:"logo"`
	// CustomerLogos is a folder of <customer id>.png or .svg.
	CustomerLogos string `yaml:"customer_logos"`
	// Commercial are the customers whose reviews may tell of their contract.
	Commercial Customers `yaml:"commercial"`
	// Personal are the customers whose reviews may name people by what they did:
	// opened a ticket, answered a survey, used the product.
	Personal Customers `yaml:"personal"`
	// Decisions is a file of what named persons decided about single reviews, and
	// Decided what it says.
	Decisions string           `yaml:"decisions"`
	Decided   []ReviewDecision `yaml:"-" json:"-"`
	// Places says where in the file each key stands, for what is found wrong later.
	Places map[string]string `yaml:"-"`
}

// Customers is a permission: ids of customers, or all of them.
type Customers struct {
	All bool
	IDs []string
	// Unknown is a word that is neither all nor none; Load refuses it.
	Unknown string
}

// Has says whether the permission is given for a customer.
func (c Customers) Has(id string) bool { return c.All || slices.Contains(c.IDs, id) }

// UnmarshalYAML reads the word all or none, or a list of ids.
func (c *Customers) UnmarshalYAML(unmarshal func(any) error) error {
	var word string
	if err := unmarshal(&word); err != nil {
		return unmarshal(&c.IDs)
	}
	switch *c = (Customers{}); word {
	case "all":
		c.All = true
	case "none":
	default:
		c.Unknown = word
	}
	return nil
}

// ReviewSections are the pages a review can have between summary and appendix, in
// their usual order.
func ReviewSections() []string {
	return []string{"scorecard", "goals", "value", "adoption", "service", "plan", "commercial"}
}

func defaultReviews() Reviews { return Reviews{Paper: "a4", Language: "en"} }

func (c *Config) checkReviews(v *validator) error {
	r := &c.Reviews
	r.Places = map[string]string{}
	for _, key := range []string{"language", "language_attribute", "templates", "logo", "customer_logos", "commercial", "personal"} {
		r.Places[key] = v.place("$.reviews." + key)
	}
	switch {
	case r.Paper != "a4" && r.Paper != "letter":
		return v.fail("$.reviews.paper", fmt.Sprintf("reviews.paper %q is unknown", r.Paper), "use a4 or letter")
	case !languageTag.MatchString(r.Language):
		return v.fail("$.reviews.language", fmt.Sprintf("reviews.language %q is not a language", r.Language), "write its code, such as en, de, fr or pt-BR")
	case r.LanguageAttribute != "" && !identifier.MatchString(r.LanguageAttribute):
		return v.fail("$.reviews.language_attribute", fmt.Sprintf("reviews.language_attribute %q is no attribute's name", r.LanguageAttribute), "name an attribute of customers by our name")
	}
	if declared := c.AttributeType(r.LanguageAttribute); r.LanguageAttribute != "" && declared != "" && declared != "text" {
		return v.fail("$.reviews.language_attribute", fmt.Sprintf("attribute %s is %s, not a language", r.LanguageAttribute, declared), "name an attribute of type text, with values such as en or de")
	}
	if ext := strings.ToLower(filepath.Ext(r.Logo)); r.Logo != "" && ext != ".png" && ext != ".svg" {
		return v.fail("$.reviews.logo", fmt.Sprintf("reviews.logo %q is neither PNG nor SVG", r.Logo), "name a .png or .svg file")
	}
	for _, p := range []struct {
		key   string
		given Customers
	}{{"commercial", r.Commercial}, {"personal", r.Personal}} {
		if p.given.Unknown != "" {
			return v.fail("$.reviews."+p.key, fmt.Sprintf("reviews.%s is %q", p.key, p.given.Unknown), "write all, none or a list of customer ids such as [cus_1042]")
		}
	}
	return r.checkSections(v)
}

func (r *Reviews) checkSections(v *validator) error {
	if r.Sections != nil && len(r.Sections) == 0 {
		return v.fail("$.reviews.sections", "reviews.sections is empty", "name at least one of "+strings.Join(ReviewSections(), ", ")+", or leave the key out")
	}
	for i, s := range r.Sections {
		path := fmt.Sprintf("$.reviews.sections[%d]", i)
		if slices.Contains([]string{"summary", "definitions", "data", "numbers"}, s) {
			return v.fail(path, fmt.Sprintf("section %s has its fixed place", s), "remove it: the summary comes first and the appendix last")
		}
		if slices.Contains([]string{"health", "risks", "expansion", "renewal", "reconciliation", "stakeholders", "findings", "questions", "pulse"}, s) {
			return v.fail(path, fmt.Sprintf("section %s is internal: no customer may read it", s), "remove it: it is in the companion, quarterdeck qbr --audience internal")
		}
		if !slices.Contains(ReviewSections(), s) {
			return v.fail(path, fmt.Sprintf("unknown section %q", s), "use "+strings.Join(ReviewSections(), ", "))
		}
		if slices.Index(r.Sections, s) < i {
			return v.fail(path, fmt.Sprintf("section %s is there twice", s), "keep one of them")
		}
	}
	return nil
}

// resolvePaths makes the section's paths usable from the working folder.
func (r *Reviews) resolvePaths(dir string) {
	for _, path := range []*string{&r.Templates, &r.Logo, &r.CustomerLogos, &r.Decisions} {
		if *path != "" {
			*path = under(dir, *path)
		}
	}
}

// languageTag is a language, as BCP 47 writes it, possibly with script and region.
var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`)
