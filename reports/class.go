package reports

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Class says who may read a field of a document.
type Class string

// The classes. A field of a customer's review is safe to show unless its tag says
// personal, as `class:"personal"`; what is internal has a type of its own.
const (
	CustomerSafe Class = "customer"
	Personal     Class = "personal" // it may name people by what they did: only with permission
	Internal     Class = "internal" // for the company's own documents alone
)

// internalDocuments are read by the company alone. What they are made of is internal,
// unless a review is made of it too.
func internalDocuments() []reflect.Type {
	return []reflect.Type{reflect.TypeFor[Companion](), reflect.TypeFor[Pack](), reflect.TypeFor[Digest]()}
}

// neverInReviews are the types that hold judgements and forecasts: a review that
// holds one is wrong, however it came to be there.
func neverInReviews() []reflect.Type {
	return append(internalDocuments(),
		reflect.TypeFor[Health](), reflect.TypeFor[HealthPart](), reflect.TypeFor[HealthNight](), reflect.TypeFor[Pulse](), reflect.TypeFor[Proof](),
		reflect.TypeFor[Renewal](), reflect.TypeFor[Concern](), reflect.TypeFor[Stakeholder](), reflect.TypeFor[Stance](), reflect.TypeFor[Mismatch](),
		reflect.TypeFor[FailedRow](), reflect.TypeFor[Standing]())
}

// Classes gives the class of every field of a review, by its path.
func Classes() (map[string]Class, error) {
	out := map[string]Class{}
	return out, classify(reflect.TypeFor[QBR](), "", CustomerSafe, out, nil)
}

func classify(typ reflect.Type, path string, class Class, out map[string]Class, above []reflect.Type) error {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
		typ = typ.Elem()
	}
	if slices.Contains(neverInReviews(), typ) {
		return fmt.Errorf("classify fields of reviews: %s is %s, which is internal", path, typ.Name())
	}
	if typ.Kind() != reflect.Struct || typ.PkgPath() != reflect.TypeFor[QBR]().PkgPath() || typ == reflect.TypeFor[Number]() || slices.Contains(above, typ) {
		out[path] = class
		return nil
	}
	for i := range typ.NumField() {
		field := typ.Field(i)
		below := class
		switch tag := Class(field.Tag.Get("class")); tag {
		case "":
		case CustomerSafe, Personal:
			below = tag
		default:
			return fmt.Errorf("classify fields of reviews: %s.%s is %s", path, field.Name, tag)
		}
		if err := classify(field.Type, strings.TrimPrefix(path+"."+field.Name, "."), below, out, append(above, typ)); err != nil {
			return err
		}
	}
	return nil
}

// InternalName says whether a {name} of a text is that of a fact only internal
// documents have, as pulse or health_score, so that a refusal can say so.
func InternalName(name string) bool {
	word := strings.ReplaceAll(strings.ToLower(name), "_", "")
	shown := map[string]bool{}
	gatherNames(reflect.TypeFor[QBR](), shown, nil)
	internal := map[string]bool{}
	for _, typ := range neverInReviews() {
		gatherNames(typ, internal, nil)
	}
	return len(word) > 2 && internal[word] && !shown[word]
}

// gatherNames gathers the names of a type, of its fields, and of both together.
func gatherNames(typ reflect.Type, into map[string]bool, above []reflect.Type) {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || typ.PkgPath() != reflect.TypeFor[QBR]().PkgPath() || slices.Contains(above, typ) {
		return
	}
	into[strings.ToLower(typ.Name())] = true
	for i := range typ.NumField() {
		field := typ.Field(i)
		into[strings.ToLower(field.Name)], into[strings.ToLower(typ.Name()+field.Name)] = true, true
		gatherNames(field.Type, into, append(above, typ))
	}
}
