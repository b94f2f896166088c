package transforms

// Attribute is a property of customers that a source declares.
type Attribute struct {
	Source string // configured name
	Name   string // ours
	Field  string // the source's
	Type   string // text, number, date or flag
}

// attributeRows fills core.attribute_fields.
func (s Settings) attributeRows() [][]string {
	var rows [][]string
	for _, a := range s.Attributes {
		rows = append(rows, []string{literal(a.Source), literal(a.Name), literal(a.Field), literal(a.Type)})
	}
	return rows
}
