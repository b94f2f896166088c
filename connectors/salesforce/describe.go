package salesforce

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

// plan is what one pull reads of an object.
type plan struct {
	object
	// fields is the SELECT list.
	fields []string
	// types are the types of the fields, as describe tells them.
	types map[string]string
	// attributes maps our names to fields; ours are sorted.
	attributes map[string]string
	ours       []string
	// calculated is an attribute whose changes leave no stamp; "" when none is.
	calculated string
}

// errAbsent is the cause when the organization does not have an object.
var errAbsent = errors.New("the organization does not have the object, or does not show it to the integration user")

// describe asks which fields the object has and plans the pull. It is one request.
func (s *Source) describe(ctx context.Context, o object) (plan, http.Header, error) {
	var page rest.Page
	req := rest.Request{Stream: o.stream.Name, Path: dataPath + "/sobjects/" + o.name + "/describe"}
	root, err := s.client.JSON(ctx, req, &page)
	var refused *rest.Error
	if errors.As(err, &refused) && refused.Status == http.StatusNotFound {
		e := s.client.Fail(req, fmt.Errorf("%w: %s", errAbsent, o.name))
		e.Mend = "Setup → Permission Sets → Object Settings → Read and View All Records"
		return plan{}, nil, e
	}
	if err != nil {
		return plan{}, nil, err
	}
	p, err := s.plan(o, root.GetArray("fields"))
	if err != nil {
		return plan{}, nil, s.client.Fail(req, err)
	}
	return p, page.Header(), nil
}

// plan chooses the fields. One that a column of ours needs and that is hidden is
// an error: its column would be null in every row and nobody would know.
func (s *Source) plan(o object, described []*fastjson.Value) (plan, error) {
	p := plan{object: o, types: map[string]string{}, attributes: map[string]string{}}
	calculated := map[string]bool{}
	for _, f := range described {
		name := string(f.GetStringBytes("name"))
		p.types[name] = string(f.GetStringBytes("type"))
		calculated[name] = f.GetBool("calculated")
		if string(f.GetStringBytes("relationshipName")) == "RecordType" {
			p.types[recordTypeName] = "string"
		}
	}
	for _, column := range o.stream.Columns {
		switch {
		case column.Path == "":
		case p.types[column.Path] != "":
			p.add(column.Path)
		case !slices.Contains(o.optional, column.Path):
			return p, fmt.Errorf("the integration user may not see field %s of %s: "+
				"Setup → Permission Sets → Object Settings → %[2]s → Field Permissions → Read Access", column.Path, o.name)
		}
	}
	if o.bin {
		p.add(fieldDeleted)
	}
	if !o.custom {
		return p, nil
	}
	for _, ours := range slices.Sorted(maps.Keys(s.configured)) {
		field, err := p.find(ours, s.configured[ours])
		if err != nil {
			return p, err
		}
		p.attributes[ours], p.ours = field, append(p.ours, ours)
		p.add(field)
		if calculated[field] {
			p.calculated = ours
		}
	}
	return p, nil
}

func (p *plan) add(field string) {
	if !slices.Contains(p.fields, field) {
		p.fields = append(p.fields, field)
	}
}

// find is the field behind an attribute. Salesforce's names have no case.
func (p *plan) find(ours, theirs string) (string, error) {
	for name, typ := range p.types {
		if !strings.EqualFold(name, theirs) {
			continue
		}
		if typ == "address" || typ == "location" || typ == "base64" {
			return "", fmt.Errorf("attribute %s: field %s is of type %s, which cannot be read; name one of its parts", ours, name, typ)
		}
		return name, nil
	}
	return "", fmt.Errorf("attribute %s: %s has no field %s, or does not show it to the integration user; the nearest are %s",
		ours, p.name, theirs, strings.Join(nearest(theirs, slices.Sorted(maps.Keys(p.types))), ", "))
}

// fingerprint changes with what is read, so that a field read for the first time
// is read of every record.
func (p *plan) fingerprint(configured map[string]string) string {
	text := strings.Join(p.fields, ",")
	for _, ours := range slices.Sorted(maps.Keys(configured)) {
		text += ";" + ours + "=" + strings.ToLower(configured[ours])
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

const namesShown = 3

// nearest are the names most like the wanted one; who wants a custom field is
// shown those first.
func nearest(wanted string, names []string) []string {
	const custom, standard = "__c", 1000
	bare := func(name string) string {
		return strings.ReplaceAll(strings.TrimSuffix(strings.ToLower(name), custom), "_", "")
	}
	distance := map[string]int{}
	for _, name := range names {
		distance[name] = editDistance(bare(wanted), bare(name))
		if strings.HasSuffix(wanted, custom) && !strings.HasSuffix(name, custom) {
			distance[name] += standard
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return distance[a] - distance[b] })
	return names[:min(namesShown, len(names))]
}

// editDistance counts the letters to insert, drop or change to get from a to b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
