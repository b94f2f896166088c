package proof

import (
	"slices"
	"strings"
	"testing"
)

// others are the customers whose marks the tests look for in the review of "own".
func others() []Party {
	return []Party{
		{ID: "own", Names: []string{"Own Company GmbH"}, Domains: []string{"own.example"}, Emails: []string{"kim@own.example"}},
		{ID: "200", Names: []string{"Acme Robotics Inc."}, Domains: []string{"acme-robotics.example"}, IDs: []string{"cus_N1xYz9", "18200309246"},
			Emails: []string{"bo.lind@acme-robotics.example", "bo+qbr@gmail.com"}},
		{ID: "300", Names: []string{"Société Générâle Müller & Söhne AG"}, Domains: []string{"www.mueller-soehne.example"}},
		{ID: "400", Names: []string{"SAP"}},
		{ID: "500", Names: []string{"東京電力"}},
		{ID: "600", Names: []string{"חברת דוגמה"}},
		{ID: "700", Names: []string{"Ефимов и Ко ООО"}},
		{ID: "800", Names: []string{"Office Finder Ltd"}, Domains: []string{"gmail.com"}},
		{ID: "900", Domains: []string{"zenith.example"}},
		{ID: "17", Names: []string{"3M"}},
	}
}

func TestFound(t *testing.T) {
	x := New(others(), []string{"Weekly report", "Finder"})
	tests := map[string]struct {
		text, want string // want is the customer; empty is nobody
	}{
		"as written":                 {"as Acme Robotics did", "200"},
		"with its legal form":        {"as Acme Robotics Inc. did", "200"},
		"in other case":              {"as ACME robotics did", "200"},
		"as one word":                {"see AcmeRobotics today", "200"},
		"by a hyphen":                {"see Acme-Robotics today", "200"},
		"over two lines":             {"see Acme\nRobotics today", "200"},
		"cut by a hyphen":            {"see Acme Robo-\ntics today", "200"},
		"by a soft hyphen":           {"see Acme Robo\u00ADtics today", "200"},
		"by one at a line's end":     {"see Acme Robo\u00AD\ntics today", "200"},
		"a long word over two lines": {"see AcmeRob\notics today", "200"},
		"with a zero-width space":    {"see Acme\u200b Robo\u200btics today", "200"},
		"with a no-break space":      {"see Acme\u00a0Robotics today", "200"},
		"in full-width letters":      {"see Ａｃｍｅ Ｒｏｂｏｔｉｃｓ today", "200"},
		"with a possessive":          {"see Acme Robotics' and Acme Robotics's", "200"},
		"cut by an ellipsis":         {"see Acme Robo… today", "200"},
		"in brackets":                {"(Acme Robotics)", "200"},
		"without accents":            {"Societe Generale Muller & Sohne", "300"},
		"composed otherwise":         {"Socie\u0301te\u0301 Ge\u0301ne\u0301ra\u0302le Mu\u0308ller & So\u0308hne", "300"},
		"with umlauts spelt out":     {"Société Générâle Mueller & Soehne", "300"},
		"with an and":                {"Société Générâle Müller and Söhne", "300"},
		"with ligatures":             {"Oﬃce Finder", "800"},
		"three letters as spelt":     {"moved to SAP in May", "400"},
		"without spaces":             {"先月は東京電力様と", "500"},
		"to the left":                {"of חברת דוגמה", "600"},
		"to the left, as drawn":      {"of המגוד תרבח and", "600"},
		"and over two lines":         {"of תרבח\nהמגוד and", "600"},
		"in Cyrillic":                {"ЕФИМОВ И КО", "700"},
		"a domain":                   {"visit acme-robotics.example now", "200"},
		"a domain below www":         {"https://www.acme-robotics.example/a?b=c", "200"},
		"a domain over two lines":    {"visit acme-\nrobotics.example now", "200"},
		"an own www":                 {"visit mueller-soehne.example.", "300"},
		"an address":                 {"write to Bo.Lind@Acme-Robotics.example!", "200"},
		"an address at a provider":   {"write to bo+qbr@gmail.com", "200"},
		"an id":                      {"customer CUS_n1xyz9", "200"},
		"an id of digits":            {"no. 18200309246, of", "200"},

		"inside of a word":            {"see Acme Roboticsology and Xacme Robotics", ""},
		"half of it":                  {"Acme and its robots", ""},
		"parts far apart":             {"Acme\fRobotics", ""},
		"cut too short":               {"see Acme R… today", ""},
		"three letters in other case": {"the sap of trees", ""},
		"three letters in a word":     {"SAPS and ASAP", ""},
		"too short":                   {"costs $3M in 17 places", ""},
		"a longer domain":             {"my-zenith.example, zenith.example.au and zenith.examples", ""},
		"another's address":           {"abo.lind@other.example and x.bo+qbr@gmail.com", ""},
		"a public provider":           {"any.one@gmail.com", ""},
		"digits of a number":          {"18,200,309,246 and 18200309246.5 and 182003092461", ""},
		"a word cut by a space":       {"Acme Robo tics", ""},
		"its own":                     {"Own Company GmbH, OWN company, own.example, kim@own.example", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			own := x.byID["own"]
			var got []string
			for _, h := range x.findBothWays(own, x.own(own), test.text) {
				got = append(got, h.Customers...)
			}
			if test.want == "" && len(got) > 0 || test.want != "" && !strings.Contains(strings.Join(got, " ")+" ", test.want+" ") {
				t.Errorf("%q: got %v, want %q", test.text, x.find(own, x.own(own), test.text), test.want)
			}
		})
	}
}

// whose are the customers found in a text of the review of own.
func whose(x *Index, own, text string) string {
	var out []string
	i := x.byID[own]
	for _, h := range x.find(i, x.own(i), text) {
		who := strings.Join(h.Customers, " and ")
		if h.Family {
			who += " (family)"
		}
		out = append(out, string(h.Kind)+" of "+who)
	}
	return strings.Join(out, ", ")
}

func TestRules(t *testing.T) {
	tests := map[string]struct {
		parties         []Party
		plain           []string
		own, text, want string
	}{
		"a name within the own name is its own": {
			parties: []Party{{ID: "a", Names: []string{"Acme"}}, {ID: "b", Names: []string{"Acme Robotics"}}},
			own:     "b", text: "Acme Robotics and Acme's people",
		},
		"a name around the own name is another's": {
			parties: []Party{{ID: "a", Names: []string{"Acme"}}, {ID: "b", Names: []string{"Acme Robotics"}}},
			own:     "a", text: "Acme and Acme Robotics", want: "name of b",
		},
		"a cut that may be of the own name is its own": {
			parties: []Party{{ID: "a", Names: []string{"Banyan Softworks"}}, {ID: "b", Names: []string{"Banyan Software"}}},
			own:     "b", text: "Banyan Softw… and Banyan Softwo…", want: "name of a",
		},
		"two of one name share it": {
			parties: []Party{{ID: "a", Names: []string{"Acme Inc"}}, {ID: "b", Names: []string{"ACME GmbH"}}},
			own:     "a", text: "Acme",
		},
		"a shared domain is of both": {
			parties: []Party{{ID: "a", Domains: []string{"acme.example"}}, {ID: "b", Domains: []string{"acme.example"}}, {ID: "c"}},
			own:     "b", text: "acme.example",
		},
		"and of no third": {
			parties: []Party{{ID: "a", Domains: []string{"acme.example"}}, {ID: "b", Domains: []string{"acme.example"}}, {ID: "c"}},
			own:     "c", text: "acme.example", want: "domain of a and b",
		},
		"the domain of an own contact is its own": {
			parties: []Party{{ID: "a", Domains: []string{"partner.example"}}, {ID: "b", Emails: []string{"x@partner.example"}}},
			own:     "b", text: "x@partner.example and partner.example",
		},
		"an own contact may bear another's name": {
			parties: []Party{{ID: "a", Names: []string{"Brandt"}}, {ID: "b", People: []string{"Ida Brandt"}}},
			own:     "b", text: "Ida Brandt",
		},
		"a name of the family is told": {
			parties: []Party{{ID: "a", Names: []string{"Zenith Holding"}}, {ID: "b", Parent: "a"}, {ID: "c", Parent: "b"}},
			own:     "c", text: "Zenith Holding", want: "name of a (family)",
		},
		"an address of the family is held": {
			parties: []Party{{ID: "a", Emails: []string{"x@zenith.example"}}, {ID: "b", Parent: "a"}},
			own:     "b", text: "x@zenith.example", want: "e-mail address of a",
		},
		"a word of the product is nobody's": {
			parties: []Party{{ID: "a", Names: []string{"Dashboards Inc"}, Domains: []string{"dash.example"}}, {ID: "b"}},
			plain:   []string{"Dashboards"}, own: "b", text: "Dashboards dash.example", want: "domain of a",
		},
		"a child's subdomain is the child's": {
			parties: []Party{{ID: "a", Domains: []string{"acme.example"}}, {ID: "b", Domains: []string{"eu.acme.example"}}},
			own:     "a", text: "eu.acme.example", want: "domain of b",
		},
		"a parent's domain in the child's is its own": {
			parties: []Party{{ID: "a", Domains: []string{"acme.example"}}, {ID: "b", Domains: []string{"eu.acme.example"}}},
			own:     "b", text: "eu.acme.example and acme.example",
		},
		"an id that two systems give to two is of both": {
			parties: []Party{{ID: "a", IDs: []string{"90000001"}}, {ID: "90000001"}, {ID: "c"}},
			own:     "a", text: "90000001",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := whose(New(test.parties, test.plain), test.own, test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// What cannot be searched for is told with its reason.
func TestTold(t *testing.T) {
	x := New([]Party{
		{ID: "17", Names: []string{"HP"}, Domains: []string{"gmail.com"}},
		{ID: "18200000001", Names: []string{"Reports"}},
	}, []string{"Reports"})
	var got []string
	for _, told := range x.Told() {
		got = append(got, told.Customer+" "+told.Text+": "+told.Why)
	}
	want := `17 17: it is too short or too plain to be told from other numbers and words
17 HP: it is too short to be told from other words
17 gmail.com: it is the domain of a public mail provider
18200000001 Reports: it is a word of the templates, of a feature or plan, or of the sender`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// A name that customers use as a word is no longer searched for; one that a customer's
// own family uses, or few do, is.
func TestWordsAreLearntFromTickets(t *testing.T) {
	x := New([]Party{
		{ID: "a", Names: []string{"Monday GmbH"}, Domains: []string{"monday.example"}}, {ID: "b", Names: []string{"Squarely"}}, {ID: "c", Names: []string{"Night Owl"}},
		{ID: "d", Parent: "b"}, {ID: "e"}, {ID: "f"}, {ID: "g"},
	}, nil)
	heard := map[int32]map[string]bool{}
	for _, customer := range []string{"a", "d", "e", "f", "g", "g"} {
		x.hear(heard, customer, "Down since monday, says the night owl")
		if customer != "f" && customer != "a" {
			x.hear(heard, customer, "Squarely asks again")
		}
	}
	x.learn(heard)
	if got, want := whose(x, "e", "Monday, monday.example, Squarely, Night Owl"), "domain of a, name of b, name of c"; got != want {
		t.Errorf("found %q, want %q", got, want)
	}
	if told := x.Told(); len(told) != 8 || !slices.Contains(told, Told{"a", Name, "Monday", "4 other customers use it as a word in their tickets"}) {
		t.Errorf("told %q", told)
	}
}
